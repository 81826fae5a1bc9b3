import { mayGoUnseen } from "../deferred.ts";
import type { OutgoingChannel } from "./outgoing-channel.ts";
import { PAIR, type Pair } from "./pair.ts";
import { sendAll } from "./send-all.ts";
import { writableOf } from "./writable.ts";

/** The sending end of a channel. In an argument list the handler holds it (`rpc.channel.direction`). */
export class Tx<T> {
  readonly [PAIR]: Pair<T>;
  #closed: Promise<void> | null = null;

  constructor(pair: Pair<T>) {
    this[PAIR] = pair;
  }

  /**
   * Sends one item. Resolves when it is on its way; pends while the receiver grants no credit or the link is
   * busy (`rpc.flow-control.credit.exhaustion`). Aborting `signal` withdraws an item that still waits.
   *
   * @throws {MisuseError} before the other end was given to a call
   * @throws {ChannelError} after `close`, and once the receiver has reset the channel
   * @throws {ConnectionEndedError} once the connection is gone
   * @throws {EncodeError} for a value that is not of the element type
   */
  send(value: T, options?: { signal?: AbortSignal }): Promise<void> {
    const pair = this[PAIR];
    return pair.sender?.send(value, options?.signal) ?? Promise.reject(pair.notBound("send on a Tx"));
  }

  /**
   * Sends one item if that can be done at once; false when it would have to wait, and then nothing was sent.
   *
   * @throws as `send`, without a promise
   * @example
   * if (!tx.trySend(reading)) skipped++;
   */
  trySend(value: T): boolean {
    return this.#bound("send on a Tx").trySend(value);
  }

  /**
   * Sends all that `source` gives, as fast as credit and the link allow, and resolves with the number of items. Makes
   * no promise per item. Does not close the channel. When it stops early, it calls the source's `return()`.
   *
   * @throws as `send`; what `source` throws; the reason of `signal`
   * @example
   * await tx.sendAll([1, 2, 3]);
   * await tx.close();
   */
  sendAll(source: Iterable<T> | AsyncIterable<T>, options?: { signal?: AbortSignal }): Promise<number> {
    const pair = this[PAIR];
    if (pair.sender === null) return Promise.reject(pair.notBound("send on a Tx"));
    return sendAll(pair.sender, source, options?.signal);
  }

  /** Ends the stream, after what is still waiting to be sent. Idempotent, never rejects (`rpc.channel.close`). */
  close(): Promise<void> {
    const pair = this[PAIR];
    pair.isGivenUp = true;
    return pair.sender?.close() ?? Promise.resolve();
  }

  /**
   * A web stream that sends what is written to it. Closing it closes the channel; when the receiver resets the channel,
   * or the connection ends, the stream errors at once.
   *
   * Aborting it drops what was not sent, and then sends Close: the protocol has no word for "broken off by the sender",
   * so the receiver sees an ordinary end. If it must know, let the last item or the call's result tell.
   *
   * @throws {MisuseError} before the other end was given to a call
   * @example
   * await source.pipeTo(tx.writable());
   */
  writable(): WritableStream<T> {
    this.#bound("write to a Tx");
    return writableOf(this);
  }

  /**
   * Settles when the channel is over: resolves after Close, rejects with what `send` would be told after a reset or the
   * end of the connection. Its rejection may go unseen.
   *
   * @throws {MisuseError} before the other end was given to a call
   */
  get closed(): Promise<void> {
    const pair = this[PAIR];
    const { sender } = pair;
    if (sender === null) {
      const failed = Promise.reject(pair.notBound("wait for a Tx"));
      return pair.failure === null ? failed : mayGoUnseen(failed);
    }
    this.#closed ??= mayGoUnseen(
      new Promise((resolve, reject) => {
        sender.watch((error) => (error === null ? resolve() : reject(error)));
      }),
    );
    return this.#closed;
  }

  /** The other end was given to a call: this one can be used. */
  get isBound(): boolean {
    return this[PAIR].sender !== null;
  }

  /** Items that may be sent before the next grant. */
  get credit(): number {
    return this[PAIR].sender?.credit ?? 0;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #bound(what: string): OutgoingChannel<T> {
    const pair = this[PAIR];
    if (pair.sender === null) throw pair.notBound(what);
    return pair.sender;
  }
}
