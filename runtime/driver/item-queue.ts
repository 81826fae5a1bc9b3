import { Fifo } from "../fifo.ts";

export interface QueuedItem<T> {
  readonly value: T;
  readonly bytes: number;
}

/** Where the undelivered bytes of all channels of a connection are counted. */
export interface ByteCount {
  undeliveredBytes: number;
}

/** The items of one channel that came and were not taken. Credit bounds their number, `count` is asked about bytes. */
export class ItemQueue<T> extends Fifo<QueuedItem<T>> {
  readonly #count: ByteCount;

  constructor(count: ByteCount) {
    super();
    this.#count = count;
  }

  override push(item: QueuedItem<T>): void {
    this.#count.undeliveredBytes += item.bytes;
    super.push(item);
  }

  override shift(): QueuedItem<T> | undefined {
    const item = super.shift();
    if (item !== undefined) this.#count.undeliveredBytes -= item.bytes;
    return item;
  }

  /** Takes at most `max`. */
  take(max: number): T[] {
    const batch: T[] = [];
    while (batch.length < max) {
      const item = this.shift();
      if (item === undefined) break;
      batch.push(item.value);
    }
    return batch;
  }
}
