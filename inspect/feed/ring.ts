import { Slot } from "./slot.ts";

/** What a slot takes, beside its bytes and texts. */
const SIZE = 200;

/** The latest of what happened, bounded in number and in bytes: the oldest give way. Places count up for ever. */
export class Ring {
  readonly #capacity: number;
  readonly #maxBytes: number;
  readonly #slots: Slot[] = [];
  readonly #unkept = new Slot();
  #first = 0;
  #next = 0;
  #bytes = 0;

  constructor(capacity: number, maxBytes: number) {
    this.#capacity = capacity;
    this.#maxBytes = maxBytes;
  }

  /** Place of the oldest that is kept. */
  get first(): number {
    return this.#first;
  }

  /** Place that the next will have. */
  get next(): number {
    return this.#next;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** The slot to be written, for something of `more` bytes; what is larger than the whole ring is not kept. */
  claim(more = 0): Slot {
    const size = SIZE + more;
    while (
      this.#next > this.#first &&
      (this.#next - this.#first >= this.#capacity || this.#bytes + size > this.#maxBytes)
    ) {
      this.#dropFirst();
    }
    if (this.#bytes + size > this.#maxBytes) {
      this.#first = ++this.#next;
      return this.#unkept;
    }
    const index = this.#next++ % this.#capacity;
    let slot = this.#slots[index];
    if (slot === undefined) {
      slot = new Slot();
      this.#slots[index] = slot;
    }
    slot.size = size;
    this.#bytes += size;
    return slot;
  }

  at(place: number): Slot | undefined {
    return place < this.#first || place >= this.#next ? undefined : this.#slots[place % this.#capacity];
  }

  /** Lets go of what lies before `place`. */
  trim(place: number): void {
    while (this.#first < Math.min(place, this.#next)) this.#dropFirst();
  }

  /** Begins anew, without slots: nobody has a place in it, and the slots of a full ring take 11 MB by default. */
  reset(): void {
    this.#slots.length = 0;
    this.#first = 0;
    this.#next = 0;
    this.#bytes = 0;
    this.#unkept.clear();
  }

  /** What is dropped is forgotten at once: it may be the last that keeps a session which has ended. */
  #dropFirst(): void {
    const slot = this.#slots[this.#first++ % this.#capacity];
    if (slot === undefined) return;
    this.#bytes -= slot.size;
    slot.clear();
  }
}
