import { PAIR, type Pair } from "./pair.ts";
import { notBound } from "./tx.ts";

/**
 * The receiving end of a channel: an async iterable of its items. In an argument list the handler holds it.
 * Leaving the loop early tells the sender to stop (`rpc.channel.reset`).
 */
export class Rx<T> implements AsyncIterableIterator<T> {
  readonly [PAIR]: Pair<T>;

  constructor(pair: Pair<T>) {
    this[PAIR] = pair;
  }

  /**
   * The next item, or the end of the stream.
   *
   * @throws {MisuseError} before the other end was given to a call
   * @throws {ConnectionEndedError} when the connection ended before the sender closed
   * @throws {InvalidItemError} for an item that is not of the element type
   */
  next(): Promise<IteratorResult<T, undefined>> {
    const { receiver } = this[PAIR];
    return receiver === null ? Promise.reject(notBound("read from an Rx")) : receiver.next();
  }

  /** Gives up: drops what is queued and tells the sender to stop. Idempotent. */
  return(): Promise<IteratorResult<T, undefined>> {
    const pair = this[PAIR];
    pair.isGivenUp = true;
    pair.receiver?.abandon();
    return Promise.resolve({ value: undefined, done: true });
  }

  /** Items that came and were not taken. */
  get queued(): number {
    return this[PAIR].receiver?.queued ?? 0;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }
}
