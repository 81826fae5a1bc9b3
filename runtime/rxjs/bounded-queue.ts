/** Boxed, so that an item that is `undefined` can be told from none. */
interface Box<T> {
  readonly value: T;
}

/** A queue of at most `capacity` items, in a ring. */
export class BoundedQueue<T> {
  readonly capacity: number;
  readonly #ring: (Box<T> | undefined)[] = [];
  #head = 0;
  #length = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  get length(): number {
    return this.#length;
  }

  get isFull(): boolean {
    return this.#length === this.capacity;
  }

  /** Only while there is room. */
  push(value: T): void {
    this.#ring[(this.#head + this.#length) % this.capacity] = { value };
    this.#length++;
  }

  shift(): Box<T> | undefined {
    const box = this.#ring[this.#head];
    if (box === undefined) return undefined;
    this.#ring[this.#head] = undefined;
    this.#head = (this.#head + 1) % this.capacity;
    this.#length--;
    return box;
  }
}
