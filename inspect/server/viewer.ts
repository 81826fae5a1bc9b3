import type { WebSocket } from "ws";
import type { Answer } from "../drive/messages.ts";
import type { Feed } from "../feed.ts";

/** Records in one message. */
const PER_MESSAGE = 500;
/** Bytes that may wait for a viewer before its questions go unanswered. */
const MAX_WAITING = 1_048_576;

/**
 * Streams the feed to one viewer, one message at a time: the next is made when the system has taken the last. A viewer
 * that does not read holds up its own stream only, and is told how many records it missed.
 */
export class Viewer {
  readonly #feed: Feed;
  readonly #socket: WebSocket;
  readonly #cursor: ReturnType<Feed["open"]>;
  #isLast = false;
  #isIdle = false;

  constructor(feed: Feed, socket: WebSocket, software: string) {
    this.#feed = feed;
    this.#socket = socket;
    this.#cursor = feed.open();
    socket.on("close", () => this.#cursor.close());
    socket.send(JSON.stringify(feed.header(software)));
    this.#next();
  }

  /** Answers it, beside the stream; not one that asks and never reads. */
  tell(answer: Answer): void {
    if (this.#socket.bufferedAmount < MAX_WAITING) this.#socket.send(JSON.stringify(answer));
  }

  /** Tells what is left, then says goodbye. */
  finish(): void {
    this.#isLast = true;
    if (this.#isIdle) this.#next();
  }

  readonly #next = (): void => {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    const records = this.#cursor.read(PER_MESSAGE);
    this.#isIdle = records.length === 0;
    // Later, so that a backlog does not keep the event loop for itself.
    if (!this.#isIdle) this.#socket.send(JSON.stringify(records), () => setImmediate(this.#next));
    else if (this.#isLast) this.#socket.close(1001);
    else this.#feed.whenKept(this.#wake);
  };

  readonly #wake = (): void => {
    if (this.#isIdle) this.#next();
  };
}
