import type { Rx } from "./rx.ts";

/** A stream that takes an item of `rx` for each read: nothing is fetched ahead. */
export function readableOf<T>(rx: Rx<T>): ReadableStream<T> {
  return new ReadableStream<T>(new ItemSource(rx), { highWaterMark: 0 });
}

class ItemSource<T> implements UnderlyingDefaultSource<T> {
  readonly #rx: Rx<T>;
  #isCancelled = false;

  constructor(rx: Rx<T>) {
    this.#rx = rx;
  }

  async pull(controller: ReadableStreamDefaultController<T>): Promise<void> {
    const step = await this.#rx.next();
    if (this.#isCancelled) return;
    if (step.done === true) controller.close();
    else controller.enqueue(step.value);
  }

  async cancel(): Promise<void> {
    this.#isCancelled = true;
    await this.#rx.return();
  }
}
