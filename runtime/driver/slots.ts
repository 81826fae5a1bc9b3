import { Fifo } from "../fifo.ts";

/** Who waits for a slot. */
export interface Waiter {
  /** Wants none any more: passed over. */
  readonly withdrawn: boolean;
  /** Kept by {@link Slots}. */
  isInLine: boolean;
}

/** A number of slots and, first come first served, those who wait for one. */
export class Slots<W extends Waiter> {
  readonly #limit: number;
  readonly #queue = new Fifo<W>();
  #taken = 0;
  /** Those in the queue that left the line. */
  #gone = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get taken(): number {
    return this.#taken;
  }

  get waiting(): number {
    return this.#queue.length - this.#gone;
  }

  /** Whether who comes now gets a slot at once. */
  get isFree(): boolean {
    return this.#taken < this.#limit && this.waiting === 0;
  }

  /** Takes a slot for who comes now, if there is one and nobody waits. */
  take(): boolean {
    if (!this.isFree) return false;
    this.#taken++;
    return true;
  }

  enqueue(waiter: W): void {
    waiter.isInLine = true;
    this.#queue.push(waiter);
  }

  /** Takes a slot for the first in line; `undefined` when there is no slot or nobody waits. */
  next(): W | undefined {
    while (this.#taken < this.#limit) {
      const waiter = this.#queue.shift();
      if (waiter === undefined) return undefined;
      if (!waiter.isInLine) {
        this.#gone--;
        continue;
      }
      waiter.isInLine = false;
      if (waiter.withdrawn) continue;
      this.#taken++;
      return waiter;
    }
    return undefined;
  }

  /** Leaves the line, if still in it. The queue holds at most as many that left as that wait. */
  leave(waiter: W): void {
    if (!waiter.isInLine) return;
    waiter.isInLine = false;
    this.#gone++;
    if (this.#gone * 2 <= this.#queue.length) return;
    this.#queue.keep((other) => other.isInLine);
    this.#gone = 0;
  }

  free(): void {
    this.#taken--;
  }
}
