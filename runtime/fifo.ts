/** What every empty queue holds: most of them are empty all their lives. */
const NONE: never[] = [];

/** A queue with a constant cost per item, however long it is. */
export class Fifo<T> {
  #items: (T | undefined)[] = NONE;
  #head = 0;

  get length(): number {
    return this.#items.length - this.#head;
  }

  push(item: T): void {
    // An array that grows from nothing takes room for 17, and most queues never hold more than one.
    if (this.#items === NONE) this.#items = [item];
    else this.#items.push(item);
  }

  shift(): T | undefined {
    if (this.#head === this.#items.length) return undefined;
    const item = this.#items[this.#head];
    this.#items[this.#head++] = undefined;
    if (this.#head === this.#items.length) {
      this.#items = NONE;
      this.#head = 0;
    } else if (this.#head >= 1_024 && this.#head * 2 >= this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }

  clear(): void {
    while (this.shift() !== undefined);
  }

  /** Drops every item that does not pass. Costs a walk. */
  keep(passes: (item: T) => boolean): void {
    this.#items = this.#items.slice(this.#head).filter((item) => item !== undefined && passes(item));
    this.#head = 0;
  }
}
