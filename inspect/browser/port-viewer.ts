import type { Feed } from "../feed.ts";

/** Records in one message. */
const PER_MESSAGE = 500;
/** What a page is told when nothing more comes. */
const OVER = "over";

/** Streams a feed to a page behind a port, which asks for each message: one that does not read holds up nobody. */
export class PortViewer {
  readonly #feed: Feed;
  readonly #port: MessagePort;
  readonly #cursor: ReturnType<Feed["open"]>;
  #isAsked = false;

  constructor(feed: Feed, port: MessagePort) {
    this.#feed = feed;
    this.#port = port;
    this.#cursor = feed.open();
    port.onmessage = () => {
      this.#isAsked = true;
      this.#next();
    };
    port.postMessage(JSON.stringify(feed.header()));
  }

  close(): void {
    this.#isAsked = false;
    this.#cursor.close();
    this.#port.postMessage(OVER);
    this.#port.close();
  }

  readonly #next = (): void => {
    if (!this.#isAsked) return;
    const records = this.#cursor.read(PER_MESSAGE);
    if (records.length === 0) {
      this.#feed.whenKept(this.#next);
      return;
    }
    this.#isAsked = false;
    this.#port.postMessage(JSON.stringify(records));
  };
}
