import type { Clock } from "../../runtime/driver/clock.ts";
import type { Random } from "./random.ts";

interface Entry {
  readonly at: number;
  /** Decides among what is due at the same moment. */
  readonly lot: number;
  readonly run: () => void;
  readonly isTimer: boolean;
  isOff: boolean;
}

/**
 * All that is still to happen in a world, by virtual time. What is due at the same moment happens in an order that the
 * seed decides. It is the clock of every peer.
 */
export class Agenda implements Clock {
  readonly #random: Random;
  /** A binary heap, the next first. */
  readonly #heap: Entry[] = [];
  #now = 0;
  #timers = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  now(): number {
    return this.#now;
  }

  /** Timers that were neither called off nor called back. */
  get timers(): number {
    return this.#timers;
  }

  after(ms: number, callback: () => void): () => void {
    const entry = this.#add(ms, callback, true);
    this.#timers++;
    return () => {
      if (entry.isOff) return;
      entry.isOff = true;
      this.#timers--;
    };
  }

  /** Something that happens by itself, such as a frame that arrives. */
  in(ms: number, run: () => void): void {
    this.#add(ms, run, false);
  }

  /** Lets time pass to the next thing that happens, and makes it happen. False when nothing is left. */
  step(): boolean {
    for (;;) {
      const entry = this.#pop();
      if (entry === undefined) return false;
      if (entry.isOff) continue;
      this.#now = entry.at;
      entry.isOff = true;
      if (entry.isTimer) this.#timers--;
      entry.run();
      return true;
    }
  }

  #add(ms: number, run: () => void, isTimer: boolean): Entry {
    const entry: Entry = { at: this.#now + Math.max(0, ms), lot: this.#random.next(), run, isTimer, isOff: false };
    const heap = this.#heap;
    let index = heap.length;
    heap.push(entry);
    while (index > 0) {
      const above = (index - 1) >> 1;
      const parent = heap[above];
      if (parent === undefined || !isBefore(entry, parent)) break;
      heap[index] = parent;
      index = above;
    }
    heap[index] = entry;
    return entry;
  }

  #pop(): Entry | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || first === last) return first;
    let index = 0;
    for (;;) {
      let child = index * 2 + 1;
      let lower = heap[child];
      const other = heap[child + 1];
      if (lower === undefined) break;
      if (other !== undefined && isBefore(other, lower)) {
        lower = other;
        child++;
      }
      if (!isBefore(lower, last)) break;
      heap[index] = lower;
      index = child;
    }
    heap[index] = last;
    return first;
  }
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.at < b.at || (a.at === b.at && a.lot < b.lot);
}
