import type { Link } from "../link/link.ts";
import { LinkError } from "../link/link-error.ts";

interface Waiting {
  readonly bytes: Uint8Array;
  /** What this frame brings into being: urgent frames about it must stay behind it. */
  readonly introduces: object | null;
}

/**
 * The one way out to the link. While the link takes frames they pass straight through; when it does not they
 * wait here, bounded by the producers, who ask `hasRoom` and are told by `onRoom`.
 *
 * Urgent frames (Pong, ProtocolError, GrantCredit, Reset, Cancel) may overtake what waits, but never the Call
 * or Open that introduces what they are about.
 */
export class Outbox {
  readonly #link: Link;
  readonly #capacity: number;
  readonly #onRoom: () => void;
  #urgent: Waiting[] = [];
  #waiting: Waiting[] = [];
  #bytes = 0;
  #blocked = false;
  #full = false;
  #closed = false;

  constructor(link: Link, capacity: number, onRoom: () => void) {
    this.#link = link;
    this.#capacity = capacity;
    this.#onRoom = onRoom;
  }

  /** Whether producers may add more. One frame larger than the whole outbox is let in when it is empty. */
  get hasRoom(): boolean {
    if (this.#bytes < this.#capacity) return true;
    this.#full = true;
    return false;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get urgentFrames(): number {
    return this.#urgent.length;
  }

  /** Sends in order. The bytes may be reused after the call. */
  send(bytes: Uint8Array, introduces: object | null = null): void {
    if (this.#closed) return;
    if (!this.#blocked) this.#hand(bytes);
    else this.#wait(this.#waiting, bytes, introduces);
  }

  /** Sends ahead of what waits, but behind the frame that introduces `about`. */
  sendUrgent(bytes: Uint8Array, about: object | null = null): void {
    if (this.#closed) return;
    if (!this.#blocked) this.#hand(bytes);
    else if (about !== null && this.#waiting.some((frame) => frame.introduces === about)) {
      this.#wait(this.#waiting, bytes, null);
    } else this.#wait(this.#urgent, bytes, null);
  }

  /** The link has room again. */
  drain(): void {
    this.#blocked = false;
    this.#urgent = this.#drain(this.#urgent);
    if (!this.#blocked) this.#waiting = this.#drain(this.#waiting);
    // The link was found over on the way: nothing waits any more, and nobody need be told of room.
    if (this.#closed) {
      this.discard();
      return;
    }
    if (!this.#full || this.#bytes >= this.#capacity / 2) return;
    this.#full = false;
    this.#onRoom();
  }

  /** Hands everything that waits to the link, whatever it says, and takes nothing more. */
  close(): void {
    for (const frame of [...this.#urgent, ...this.#waiting]) this.#hand(frame.bytes);
    this.discard();
  }

  /** Drops what waits and takes nothing more. */
  discard(): void {
    this.#closed = true;
    this.#urgent = [];
    this.#waiting = [];
    this.#bytes = 0;
  }

  #hand(bytes: Uint8Array): void {
    try {
      this.#blocked = !this.#link.send(bytes);
    } catch (error) {
      // The link is over and has not said so yet: its `ended` is on the way and settles everything.
      if (!(error instanceof LinkError) || error.code !== "closed") throw error;
      this.discard();
    }
  }

  #wait(queue: Waiting[], bytes: Uint8Array, introduces: object | null): void {
    queue.push({ bytes: bytes.slice(), introduces });
    this.#bytes += bytes.length;
  }

  #drain(queue: Waiting[]): Waiting[] {
    let sent = 0;
    for (const frame of queue) {
      if (this.#blocked) break;
      this.#hand(frame.bytes);
      this.#bytes -= frame.bytes.length;
      sent++;
    }
    return sent === 0 ? queue : queue.slice(sent);
  }
}
