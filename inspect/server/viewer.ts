import type { WebSocket } from "ws";
import type { Feed } from "../feed.ts";

/** Records in one message. */
const PER_MESSAGE = 500;

/**
 * Streams the feed to one viewer, one message at a time: the next is made when the system has taken the last. A viewer
 * that does not read holds up its own stream only, and is told how many records it missed.
 */
export function stream(feed: Feed, socket: WebSocket, software: string): void {
  const cursor = feed.open();
  const next = (): void => {
    if (socket.readyState !== socket.OPEN) return;
    const records = cursor.read(PER_MESSAGE);
    if (records.length === 0) feed.whenKept(next);
    // Later, so that a backlog does not keep the event loop for itself.
    else socket.send(JSON.stringify(records), () => setImmediate(next));
  };
  socket.on("close", () => cursor.close());
  socket.send(JSON.stringify(feed.header(software)));
  next();
}
