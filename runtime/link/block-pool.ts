/** Sizes are rounded up to this, so that frames of about one size share their blocks. */
const STEP = 16 * 1024;

/**
 * Blocks for large chunks, used again once the transport is done with them. Measured with items of 64 KiB: without it
 * every item leaves a block to the garbage collector, and those collections are a third of the sender's time.
 */
export class BlockPool {
  readonly #capacity: number;
  readonly #free = new Map<number, Buffer[]>();
  #held = 0;

  /** `capacity`: bytes kept for later, at most. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Bytes kept for later. */
  get held(): number {
    return this.#held;
  }

  /** A block of at least `size` bytes, with whatever was in it. */
  take(size: number): Buffer {
    const wanted = Math.ceil(size / STEP) * STEP;
    const block = this.#free.get(wanted)?.pop();
    if (block === undefined) return Buffer.allocUnsafeSlow(wanted);
    this.#held -= wanted;
    return block;
  }

  /** Gives back a block that nobody reads any more. */
  give(block: Buffer): void {
    const size = block.length;
    if (this.#held + size > this.#capacity) return;
    const same = this.#free.get(size);
    if (same === undefined) this.#free.set(size, [block]);
    else same.push(block);
    this.#held += size;
  }
}
