/** A 64-bit hash of a state, as two halves. */
export interface Hash {
  low: number;
  high: number;
}

/** Two multiplicative hashes with different primes, mixed at the end: enough for some 10^8 states. */
export function hashInto(words: Uint32Array, into: Hash): void {
  let low = 0x811c9dc5;
  let high = 0xcbf29ce4;
  for (const word of words) {
    low = Math.imul(low ^ word, 0x9e3779b1);
    low ^= low >>> 15;
    high = Math.imul(((high << 13) | (high >>> 19)) ^ word, 0x5bd1e995);
    high ^= high >>> 13;
  }
  low = Math.imul(low ^ (low >>> 16), 0x85ebca6b);
  into.low = (low ^ (low >>> 13)) >>> 0;
  high = Math.imul(high ^ (high >>> 13), 0xc2b2ae35);
  into.high = (high ^ (high >>> 16)) >>> 0;
}

/** Hashes with the order in which they came: open addressing, 16 bytes an entry at a load of a half. */
export class HashSet {
  #slots = new Uint32Array(1 << 16);
  #low = new Uint32Array(1 << 14);
  #high = new Uint32Array(1 << 14);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get bytes(): number {
    return this.#slots.byteLength + this.#low.byteLength + this.#high.byteLength;
  }

  /** The index of the hash if it is known, else -1. */
  find({ low, high }: Hash): number {
    const mask = this.#slots.length - 1;
    for (let at = low & mask; ; at = (at + 1) & mask) {
      const entry = this.#slots[at] ?? 0;
      if (entry === 0) return -1;
      if (this.#low[entry - 1] === low && this.#high[entry - 1] === high) return entry - 1;
    }
  }

  /** Adds a hash that is not known; returns its index. */
  add({ low, high }: Hash): number {
    if (this.#size === this.#low.length) {
      this.#low = doubled(this.#low);
      this.#high = doubled(this.#high);
    }
    if (this.#size * 2 >= this.#slots.length) this.#grow();
    const index = this.#size++;
    this.#low[index] = low;
    this.#high[index] = high;
    this.#place(low, index);
    return index;
  }

  #grow(): void {
    this.#slots = new Uint32Array(this.#slots.length * 2);
    for (let index = 0; index < this.#size; index++) this.#place(this.#low[index] ?? 0, index);
  }

  #place(low: number, index: number): void {
    const mask = this.#slots.length - 1;
    let at = low & mask;
    while (this.#slots[at] !== 0) at = (at + 1) & mask;
    this.#slots[at] = index + 1;
  }
}

function doubled(before: Uint32Array): Uint32Array<ArrayBuffer> {
  const after = new Uint32Array(before.length * 2);
  after.set(before);
  return after;
}
