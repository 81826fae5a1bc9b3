import { answerTo } from "../drive/desk.ts";
import type { Answer } from "../drive/messages.ts";
import type { Feed } from "../feed.ts";

/** Records in one message. */
const PER_MESSAGE = 500;
/** What a page says when it has taken a batch; anything else is a question. */
const MORE = "more";
/** What a page is told when nothing more comes. */
const OVER = "over";

/** Streams a feed to a page behind a port, which asks for each message: one that does not read holds up nobody. */
export class PortViewer {
  readonly #feed: Feed;
  readonly #port: MessagePort;
  readonly #cursor: ReturnType<Feed["open"]>;
  #isAsked = false;

  constructor(feed: Feed, port: MessagePort, isDriven: boolean) {
    this.#feed = feed;
    this.#port = port;
    this.#cursor = feed.open();
    port.onmessage = ({ data }) => {
      if (data === MORE) {
        this.#isAsked = true;
        this.#next();
      } else this.#tell(answerTo(feed, isDriven, String(data)));
    };
    port.postMessage(JSON.stringify(feed.header()));
    if (isDriven) this.#tell({ type: "driven" });
  }

  close(): void {
    this.#isAsked = false;
    this.#cursor.close();
    this.#port.postMessage(OVER);
    this.#port.close();
  }

  #tell(answer: Answer): void {
    this.#port.postMessage(JSON.stringify(answer));
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
