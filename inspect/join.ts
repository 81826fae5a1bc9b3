import { WebSocket } from "ws";
import type { FeedRecord, Header } from "./records.ts";
import { isHeader, isRecord } from "./replay/lines.ts";

/** A feed of another process. */
export interface Joined {
  readonly header: Header;
  /** Batches of records as they come, until the process ends or `leave` is called. */
  readonly records: AsyncIterable<readonly FeedRecord[]>;
  leave(): void;
}

/** The address is none of an inspector, or nobody answers there. */
export class CannotJoin extends Error {
  override readonly name = "CannotJoin";
}

/**
 * Joins the feed behind an inspector's address, `http://127.0.0.1:PORT/?token=…`.
 *
 * @throws {CannotJoin}
 */
export async function join(address: string): Promise<Joined> {
  const socket = new WebSocket(feedUrl(address), { maxPayload: 64 * 1_048_576, perMessageDeflate: false });
  const messages = new Messages(socket);
  const first = await messages.next();
  if (first === undefined) throw new CannotJoin(messages.why ?? "the inspector said nothing");
  const header: unknown = JSON.parse(first);
  if (!isHeader(header)) {
    socket.terminate();
    throw new CannotJoin("what answers there is no inspector of this version");
  }
  const leave = (): void => {
    // A paused socket would not hear the other side's goodbye.
    socket.resume();
    socket.close();
  };
  return { header, records: batches(messages), leave };
}

async function* batches(messages: Messages): AsyncGenerator<readonly FeedRecord[]> {
  for (let text = await messages.next(); text !== undefined; text = await messages.next()) {
    const batch: unknown = JSON.parse(text);
    yield Array.isArray(batch) ? batch.filter(isRecord) : [];
  }
}

/** Messages one at a time: the socket is read only while somebody waits, so nothing piles up here. */
class Messages {
  readonly #socket: WebSocket;
  readonly #queue: string[] = [];
  #isOver = false;
  #wake = () => {};
  why: string | undefined;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on("message", (data) => {
      this.#queue.push(String(data));
      if (socket.readyState === socket.OPEN) socket.pause();
      this.#wake();
    });
    socket.on("error", ({ message }) => {
      this.why = message;
    });
    socket.on("close", () => {
      this.#isOver = true;
      this.#wake();
    });
  }

  async next(): Promise<string | undefined> {
    for (;;) {
      const message = this.#queue.shift();
      if (message !== undefined) return message;
      if (this.#isOver) return undefined;
      if (this.#socket.isPaused) this.#socket.resume();
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

function feedUrl(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || url.protocol !== "http:" || !url.searchParams.has("token")) {
    throw new CannotJoin("the address of an inspector looks like http://127.0.0.1:PORT/?token=…");
  }
  url.protocol = "ws:";
  url.pathname = "/feed";
  return url;
}
