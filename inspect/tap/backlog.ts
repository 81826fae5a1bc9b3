import type { Follower } from "./follower.ts";
import type { Stream } from "./report.ts";
import type { Side } from "./side.ts";

/** Bytes that may wait to be read; beyond, they are read before anything else happens. */
const MOST = 4 * 1024 * 1024;
/** Bytes read at a time, and how long a turn of reading may take before links are served again. */
const SLICE = 4 * 1024;
const TURN_MS = 1;
/** Reading waits for a pause of this length in the traffic, but not for longer than that. */
const PAUSE_MS = 20;
const PATIENCE_MS = 1_000;

interface Passed {
  readonly follower: Follower;
  readonly side: Side | null;
  /** `null`: the end. */
  readonly bytes: Uint8Array | null;
  readonly at: number;
  readonly wall: number;
  readonly detail: string;
}

/**
 * What was forwarded and not yet read: reading never stands between two peers. Bytes of all links wait in one line, in
 * the order in which they passed.
 */
export class Backlog {
  readonly #stream: Stream;
  readonly #began = performance.now();
  #waiting: Passed[] = [];
  #head = 0;
  /** Where in the first of them. */
  #offset = 0;
  #bytes = 0;
  #isScheduled = false;

  constructor(stream: Stream) {
    this.#stream = stream;
  }

  passed(follower: Follower, side: Side, bytes: Uint8Array): void {
    this.#bytes += bytes.length;
    this.#add({ follower, side, bytes, ...this.#now(), detail: "" });
    while (this.#bytes > MOST) this.#readSlice();
  }

  /** One side sends no more; `null`: the link broke. */
  ended(follower: Follower, side: Side | null, detail: string): void {
    this.#add({ follower, side, bytes: null, ...this.#now(), detail });
  }

  /** Reads everything that waits. */
  flush(): void {
    while (this.#readSlice());
  }

  #add(passed: Passed): void {
    this.#waiting.push(passed);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setTimeout(() => this.#read(), PAUSE_MS);
  }

  /** Reads for a while, unless bytes passed just now and the first of those that wait came lately. */
  #read(): void {
    this.#isScheduled = false;
    const now = performance.now();
    const first = this.#waiting[this.#head];
    if (first === undefined) return;
    const isQuiet = now - this.#began - (this.#waiting.at(-1)?.at ?? 0) >= PAUSE_MS;
    if (!isQuiet && now - this.#began - first.at < PATIENCE_MS) {
      this.#schedule();
      return;
    }
    while (this.#readSlice()) {
      if (performance.now() - now < TURN_MS) continue;
      this.#isScheduled = true;
      setImmediate(() => this.#read());
      return;
    }
  }

  /** False when nothing waits. */
  #readSlice(): boolean {
    const next = this.#waiting[this.#head];
    if (next === undefined) return false;
    const { follower, side, bytes } = next;
    this.#stream.tick(next.at, next.wall);
    if (bytes === null || side === null) {
      follower.end(side, next.detail);
      this.#forgetFirst();
      return true;
    }
    const slice = bytes.subarray(this.#offset, this.#offset + SLICE);
    this.#offset += slice.length;
    this.#bytes -= slice.length;
    if (this.#offset >= bytes.length) this.#forgetFirst();
    follower.take(side, slice);
    return true;
  }

  #forgetFirst(): void {
    this.#offset = 0;
    this.#head++;
    if (this.#head < 1_024 && this.#head < this.#waiting.length) return;
    this.#waiting = this.#waiting.slice(this.#head);
    this.#head = 0;
  }

  #now() {
    return { at: performance.now() - this.#began, wall: Date.now() };
  }
}
