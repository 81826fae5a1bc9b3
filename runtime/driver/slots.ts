import { Fifo } from "./fifo.ts";

/** Who waits for a slot. `withdrawn` ones are passed over. */
export interface Waiter {
  readonly withdrawn: boolean;
}

/** A number of slots and, first come first served, those who wait for one. */
export class Slots<W extends Waiter> {
  readonly #limit: number;
  readonly #queue = new Fifo<W>();
  #taken = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get taken(): number {
    return this.#taken;
  }

  get waiting(): number {
    return this.#queue.length;
  }

  /** Whether who comes now gets a slot at once. */
  get isFree(): boolean {
    return this.#taken < this.#limit && this.#queue.length === 0;
  }

  enqueue(waiter: W): void {
    this.#queue.push(waiter);
  }

  /** Takes a slot for the first in line; `undefined` when there is no slot or nobody waits. */
  next(): W | undefined {
    while (this.#taken < this.#limit) {
      const waiter = this.#queue.shift();
      if (waiter?.withdrawn) continue;
      if (waiter !== undefined) this.#taken++;
      return waiter;
    }
    return undefined;
  }

  free(): void {
    this.#taken--;
  }
}
