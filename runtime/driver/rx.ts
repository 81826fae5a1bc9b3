import { MisuseError } from "../errors.ts";
import type { IncomingChannel } from "./incoming-channel.ts";
import { PAIR, type Pair } from "./pair.ts";
import { readableOf } from "./readable.ts";

const U32_MAX = 0xffff_ffff;

/**
 * The receiving end of a channel: an async iterable of its items. In an argument list the handler holds it.
 * Leaving the loop early, or throwing in it, tells the sender to stop (`rpc.channel.reset`).
 *
 * Credit goes back to the sender as items are taken: half of N for each half of N (`rpc.flow-control.credit.grant`).
 *
 * @example
 * for await (const n of rx) if (n > 100) break;
 */
export class Rx<T> implements AsyncIterableIterator<T> {
  readonly [PAIR]: Pair<T>;

  constructor(pair: Pair<T>) {
    this[PAIR] = pair;
  }

  /**
   * The next item, or the end of the stream. Several calls at once are answered in order.
   *
   * @throws {MisuseError} before the other end was given to a call, and while `forEach` runs
   * @throws {ConnectionEndedError} when the connection ended before the sender closed
   * @throws {ChannelError} when the sender broke the stream off
   * @throws {InvalidItemError} for an item that is not of the element type
   */
  next(): Promise<IteratorResult<T, undefined>> {
    const { receiver, isGivenUp } = this[PAIR];
    if (receiver !== null) return receiver.next();
    return isGivenUp ? this.return() : Promise.reject(this[PAIR].notBound("read from an Rx"));
  }

  /**
   * All that is queued, at most `max` items, in one promise and with one grant. Waits for one item when nothing is
   * queued; an empty array is the end of the stream.
   *
   * @param max 1 or more; without it, everything
   * @throws as `next`; {MisuseError} for another `max`
   * @example
   * for (let batch = await rx.take(100); batch.length > 0; batch = await rx.take(100)) store(batch);
   */
  take(max: number = Number.POSITIVE_INFINITY): Promise<T[]> {
    const { receiver, isGivenUp } = this[PAIR];
    if (!(max >= 1)) return Promise.reject(new MisuseError("take() wants a maximum of 1 item or more"));
    if (receiver !== null) return receiver.take(max);
    return isGivenUp ? Promise.resolve([]) : Promise.reject(this[PAIR].notBound("read from an Rx"));
  }

  /**
   * Calls `use` with each item as soon as it comes, to the end of the stream. An item counts as taken once `use` has
   * returned, so credit follows the work. `use` is synchronous; work that waits belongs in a `for await`.
   * What `use` throws tells the sender to stop and rejects the promise. Ends early by `return()`.
   *
   * @throws as `next`; {MisuseError} while something else reads
   */
  forEach(use: (item: T) => void): Promise<void> {
    const { receiver, isGivenUp } = this[PAIR];
    if (receiver !== null) return receiver.forEach(use);
    return isGivenUp ? Promise.resolve() : Promise.reject(this[PAIR].notBound("read from an Rx"));
  }

  /** Gives up: drops what is queued, ends reads that wait, and tells the sender to stop. Idempotent. */
  return(): Promise<IteratorResult<T, undefined>> {
    const pair = this[PAIR];
    pair.isGivenUp = true;
    pair.receiver?.abandon();
    return Promise.resolve({ value: undefined, done: true });
  }

  /**
   * Lets the sender send `items` more. A channel of N = 0 begins with nothing and lives by this alone
   * (`rpc.flow-control.credit.initial.zero`). For N > 0 it widens the window from N to N + `items`, for good.
   * Does nothing once no items can come any more.
   *
   * @param items 1 to 4294967295; credit and grant together stay in that range too
   * @throws {MisuseError} outside of the range, and before the other end was given to a call
   * @example
   * rx.grant(1);
   * const { value } = await rx.next();
   */
  grant(items: number): void {
    if (!Number.isInteger(items) || items < 1 || items > U32_MAX) {
      throw new MisuseError(`a grant is a whole number from 1 to ${U32_MAX}`);
    }
    this.#bound("grant on an Rx").grant(items);
  }

  /**
   * The items as a web stream. It takes an item when somebody reads and none ahead, so that credit is granted for what
   * was consumed. Cancelling it, as `pipeTo` does when its destination fails, tells the sender to stop.
   *
   * @throws {MisuseError} before the other end was given to a call
   * @example
   * await rx.readable().pipeTo(destination);
   */
  readable(): ReadableStream<T> {
    this.#bound("read from an Rx");
    return readableOf(this);
  }

  /** The other end was given to a call: this one can be used. */
  get isBound(): boolean {
    return this[PAIR].receiver !== null;
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

  #bound(what: string): IncomingChannel<T> {
    const pair = this[PAIR];
    if (pair.receiver === null) throw pair.notBound(what);
    return pair.receiver;
  }
}
