import type { Link } from "../link/link.ts";
import { LinkError } from "../link/link-error.ts";
import type { Watch } from "./watch.ts";

interface Waiting {
  readonly bytes: Uint8Array;
  /** What this frame brings into being: urgent frames about it must stay behind it. */
  readonly introduces: object | null;
  readonly kind: Kind;
}

/** What the counterpart makes us say is counted: `pong` as both. */
type Kind = "pong" | "answer" | null;

interface Watchable {
  readonly watch: Watch | null;
}

const UNWATCHED: Watchable = { watch: null };

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
  readonly #watched: Watchable;
  #urgent: Waiting[] = [];
  #waiting: Waiting[] = [];
  /** What waiting frames bring into being. */
  readonly #introduced = new Set<object>();
  #pongs = 0;
  #answers = 0;
  #bytes = 0;
  #blocked = false;
  #full = false;
  #closed = false;

  constructor(link: Link, capacity: number, onRoom: () => void, watched: Watchable = UNWATCHED) {
    this.#link = link;
    this.#capacity = capacity;
    this.#onRoom = onRoom;
    this.#watched = watched;
  }

  /** Whether producers may add more. One frame larger than the whole outbox is let in when it is empty. */
  get hasRoom(): boolean {
    if (this.#bytes < this.#capacity) return true;
    this.#full = true;
    return false;
  }

  /** Whether producers wait: the same as `hasRoom`, for who only looks. */
  get isFull(): boolean {
    return this.#bytes >= this.#capacity;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get waitingPongs(): number {
    return this.#pongs;
  }

  /** Pongs included. */
  get waitingAnswers(): number {
    return this.#answers;
  }

  /** Sends in order. The bytes may be reused after the call. */
  send(bytes: Uint8Array, introduces: object | null = null, kind: Kind = null): void {
    if (this.#closed) return;
    if (!this.#blocked) this.#hand(bytes);
    else this.#wait(this.#waiting, bytes, introduces, kind);
  }

  /** Sends ahead of what waits, but behind the frame that introduces `about`. */
  sendUrgent(bytes: Uint8Array, about: object | null = null, kind: Kind = null): void {
    if (this.#closed) return;
    if (!this.#blocked) this.#hand(bytes);
    else if (about !== null && this.#introduced.has(about)) this.#wait(this.#waiting, bytes, null, kind);
    else this.#wait(this.#urgent, bytes, null, kind);
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
    this.#introduced.clear();
    this.#bytes = 0;
    this.#pongs = 0;
    this.#answers = 0;
  }

  #hand(bytes: Uint8Array): void {
    this.#watched.watch?.sent(bytes);
    try {
      this.#blocked = !this.#link.send(bytes);
    } catch (error) {
      // The link is over and has not said so yet: its `ended` is on the way and settles everything.
      if (!(error instanceof LinkError) || error.code !== "closed") throw error;
      this.discard();
    }
  }

  #wait(queue: Waiting[], bytes: Uint8Array, introduces: object | null, kind: Kind): void {
    queue.push({ bytes: bytes.slice(), introduces, kind });
    this.#bytes += bytes.length;
    if (introduces !== null) this.#introduced.add(introduces);
    if (kind !== null) this.#answers++;
    if (kind === "pong") this.#pongs++;
  }

  #drain(queue: Waiting[]): Waiting[] {
    let sent = 0;
    for (const frame of queue) {
      if (this.#blocked) break;
      this.#hand(frame.bytes);
      this.#bytes -= frame.bytes.length;
      if (frame.introduces !== null) this.#introduced.delete(frame.introduces);
      if (frame.kind !== null) this.#answers--;
      if (frame.kind === "pong") this.#pongs--;
      sent++;
    }
    return sent === 0 ? queue : queue.slice(sent);
  }
}
