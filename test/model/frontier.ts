/** States of a page. */
const PAGE = 4096;

/** States that wait to be visited, all of one size: bytes in pages, since an object for each would cost more than it holds. */
export class Frontier {
  readonly #size: number;
  readonly #pages: Uint8Array[] = [];
  #length = 0;

  constructor(size: number) {
    this.#size = size;
  }

  get length(): number {
    return this.#length;
  }

  get bytes(): number {
    return this.#pages.length * PAGE * this.#size;
  }

  push(state: Uint8Array): void {
    const at = this.#length % PAGE;
    if (at === 0) this.#pages.push(new Uint8Array(PAGE * this.#size));
    this.#pages.at(-1)?.set(state, at * this.#size);
    this.#length++;
  }

  /** Copies the state at an index. */
  read(index: number, into: Uint8Array): void {
    const page = Math.floor(index / PAGE);
    const from = (index % PAGE) * this.#size;
    const bytes = this.#pages[page];
    if (bytes === undefined) throw new RangeError(`no state ${index} waits`);
    into.set(bytes.subarray(from, from + this.#size));
  }
}
