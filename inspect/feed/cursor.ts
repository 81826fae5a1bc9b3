import type { FeedRecord } from "../records.ts";
import type { Ring } from "./ring.ts";

/** A record before it has its place in somebody's stream. */
export type Unnumbered = FeedRecord extends infer R ? (R extends FeedRecord ? Omit<R, "seq" | "wall"> : never) : never;

/** What a feed keeps, for a reader. */
export interface Source {
  readonly ring: Ring;
  readonly peer: string;
  /** When the feed began, and how long ago that is. Milliseconds. */
  readonly began: number;
  now(): number;
}

/**
 * One reader's place in the feed. Who reads too slowly misses records and is told how many: nothing is kept for one
 * reader alone, but what was alive when it came.
 */
export class Cursor {
  readonly #source: Source;
  readonly #onClose: (cursor: Cursor) => void;
  #alive: Unnumbered[];
  #told = 0;
  #place: number;
  #seq = 0;
  #dropped = 0;
  #isClosed = false;

  constructor(source: Source, alive: Unnumbered[], onClose: (cursor: Cursor) => void) {
    this.#source = source;
    this.#alive = alive;
    this.#place = source.ring.next;
    this.#onClose = onClose;
  }

  /** Records that this reader missed. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Where in the ring it stands. */
  get place(): number {
    return this.#place;
  }

  get hasMore(): boolean {
    return !this.#isClosed && (this.#told < this.#alive.length || this.#place < this.#source.ring.next);
  }

  /** The next records, at most `max`; none when there are none yet. */
  read(max: number): FeedRecord[] {
    const records: FeedRecord[] = [];
    while (records.length < max && !this.#isClosed) {
      const next = this.#next();
      if (next === undefined) break;
      records.push({ ...next, wall: this.#source.began + next.at, seq: ++this.#seq });
    }
    return records;
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#alive = [];
    this.#onClose(this);
  }

  #next(): Unnumbered | undefined {
    const alive = this.#alive[this.#told];
    if (alive !== undefined) {
      if (++this.#told === this.#alive.length) {
        this.#alive = [];
        this.#told = 0;
      }
      return alive;
    }
    const { ring } = this.#source;
    if (this.#place < ring.first) {
      const dropped = ring.first - this.#place;
      this.#place = ring.first;
      this.#dropped += dropped;
      return { type: "gap", at: this.#source.now(), peer: this.#source.peer, dropped };
    }
    const slot = ring.at(this.#place);
    if (slot === undefined) return undefined;
    this.#place++;
    return slot.read();
  }
}
