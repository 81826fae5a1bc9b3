import { MisuseError } from "../errors.ts";
import { PAIR, type Pair } from "./pair.ts";

/** The sending end of a channel. In an argument list the handler holds it (`rpc.channel.direction`). */
export class Tx<T> {
  readonly [PAIR]: Pair<T>;

  constructor(pair: Pair<T>) {
    this[PAIR] = pair;
  }

  /**
   * Sends one item. Resolves when it is on its way; pends while the receiver grants no credit or the link is
   * busy (`rpc.flow-control.credit.exhaustion`).
   *
   * @throws {MisuseError} before the other end was given to a call
   * @throws {ChannelError} after `close`, and once the receiver has reset the channel
   * @throws {ConnectionEndedError} once the connection is gone
   * @throws {EncodeError} for a value that is not of the element type
   */
  send(value: T, options?: { signal?: AbortSignal }): Promise<void> {
    const { sender } = this[PAIR];
    return sender === null ? Promise.reject(notBound("send on a Tx")) : sender.send(value, options?.signal);
  }

  /** Ends the stream, after what is still waiting to be sent. Idempotent, never rejects (`rpc.channel.close`). */
  close(): Promise<void> {
    const pair = this[PAIR];
    pair.isGivenUp = true;
    return pair.sender?.close() ?? Promise.resolve();
  }

  /** Items that may be sent before the next grant. */
  get credit(): number {
    return this[PAIR].sender?.credit ?? 0;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

export function notBound(what: string): MisuseError {
  return new MisuseError(`${what} that is not bound: give its other end to a call first, and keep this one`);
}
