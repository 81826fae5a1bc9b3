/** The latest entries of something that goes on for ever. At least `most / 2` of them are kept. */
export class Trail<T> {
  readonly #most: number;
  #items: T[];
  #isCut = false;

  constructor(most: number, items: T[] = [], isCut = false) {
    this.#most = most;
    this.#items = items;
    this.#isCut = isCut;
  }

  /** In the order in which they came. */
  get items(): readonly T[] {
    return this.#items;
  }

  /** Whether earlier ones were let go. */
  get isCut(): boolean {
    return this.#isCut;
  }

  push(item: T): void {
    if (this.#items.length >= this.#most) {
      this.#items = this.#items.slice(this.#most >> 1);
      this.#isCut = true;
    }
    this.#items.push(item);
  }

  copy(): Trail<T> {
    return new Trail(this.#most, this.#items.slice(), this.#isCut);
  }
}
