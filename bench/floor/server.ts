import type { Link, LinkEvents } from "../../runtime/link/link.ts";
import {
  ANSWER,
  CALL,
  CALL_BYTES,
  control,
  DONE,
  frameOf,
  GRANT,
  ITEM,
  putU32,
  RECEIVE,
  SEND,
  u32At,
} from "./frames.ts";
import { WindowReceiver, WindowSender } from "./window.ts";

/** The server half of the floor: answers calls, takes and gives items, one stream at a time. */
export class FloorServer implements LinkEvents {
  readonly #link: Link;
  readonly #answer = frameOf(ANSWER, CALL_BYTES);
  #sender: WindowSender | undefined;
  #receiver: WindowReceiver | undefined;

  constructor(link: Link) {
    this.#link = link;
  }

  payload(bytes: Uint8Array): void {
    switch (bytes[0]) {
      case CALL:
        putU32(this.#answer, 4, u32At(bytes, 4));
        putU32(this.#answer, 8, u32At(bytes, 8) + 1);
        this.#link.send(this.#answer);
        return;
      case ITEM:
        this.#receiver?.item();
        return;
      case GRANT:
        this.#sender?.grant(u32At(bytes, 4));
        return;
      case SEND: {
        const count = u32At(bytes, 4);
        const done = () => this.#link.send(control(DONE, count));
        this.#receiver = new WindowReceiver(this.#link, count, u32At(bytes, 8), done);
        return;
      }
      case RECEIVE:
        this.#sender = new WindowSender(this.#link, u32At(bytes, 4), u32At(bytes, 8), 4);
        this.#sender.pump();
        return;
    }
  }

  writable(): void {
    this.#sender?.pump();
  }

  ended(): void {}
}
