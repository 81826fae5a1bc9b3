import type { Tx } from "./tx.ts";

/** A stream that sends what is written to it, one item at a time, as credit allows. */
export function writableOf<T>(tx: Tx<T>): WritableStream<T> {
  return new WritableStream<T>(new ItemSink(tx));
}

class ItemSink<T> implements UnderlyingSink<T> {
  readonly #tx: Tx<T>;

  constructor(tx: Tx<T>) {
    this.#tx = tx;
  }

  /** A source that is idle must learn of a reset too: `pipeTo` cancels it then. */
  start(controller: WritableStreamDefaultController): void {
    this.#tx.closed.catch((error) => controller.error(error));
  }

  async write(item: T, controller: WritableStreamDefaultController): Promise<void> {
    try {
      if (!this.#tx.trySend(item)) await this.#tx.send(item, { signal: controller.signal });
    } catch (error) {
      // The stream is over and will not call `close` or `abort`: nobody else would end the channel.
      void this.#tx.close();
      throw error;
    }
  }

  close(): Promise<void> {
    return this.#tx.close();
  }

  /** The protocol knows no abort by the sender: the receiver sees an ordinary end. */
  abort(): Promise<void> {
    return this.#tx.close();
  }
}
