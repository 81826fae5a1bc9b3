import type { Link } from "../../runtime/link/link.ts";
import { control, frameOf, GRANT, ITEM, ITEM_HEADER, putU32 } from "./frames.ts";

/** Sends `count` items as fast as credit and link allow. */
export class WindowSender {
  readonly #link: Link;
  readonly #frame: Uint8Array;
  #left: number;
  #credit: number;

  constructor(link: Link, count: number, credit: number, itemBytes: number) {
    this.#link = link;
    this.#frame = frameOf(ITEM, ITEM_HEADER + itemBytes);
    this.#left = count;
    this.#credit = credit;
  }

  grant(credit: number): void {
    this.#credit += credit;
    this.pump();
  }

  /** Goes on after a grant, or when the link has room again. */
  pump(): void {
    let room = true;
    while (room && this.#left > 0 && this.#credit > 0) {
      this.#left -= 1;
      this.#credit -= 1;
      putU32(this.#frame, 4, this.#left);
      room = this.#link.send(this.#frame);
    }
  }
}

/** Counts items and grants as roam does: what was consumed, once it is half of the window. */
export class WindowReceiver {
  readonly #link: Link;
  readonly #count: number;
  readonly #grantAt: number;
  readonly #done: () => void;
  #seen = 0;
  #owed = 0;

  constructor(link: Link, count: number, credit: number, done: () => void) {
    this.#link = link;
    this.#count = count;
    this.#grantAt = Math.max(1, Math.floor(credit / 2));
    this.#done = done;
  }

  item(): void {
    this.#seen += 1;
    this.#owed += 1;
    if (this.#owed >= this.#grantAt) {
      this.#link.send(control(GRANT, this.#owed));
      this.#owed = 0;
    }
    if (this.#seen === this.#count) this.#done();
  }
}
