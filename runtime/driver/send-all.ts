import { mayGoUnseen } from "../deferred.ts";
import type { OutgoingChannel } from "./outgoing-channel.ts";

/** Sends all of `source`, waiting only for credit, the link or the source. Resolves with the number sent. */
export function sendAll<T>(
  channel: OutgoingChannel<T>,
  source: Iterable<T> | AsyncIterable<T>,
  signal: AbortSignal | undefined,
): Promise<number> {
  return mayGoUnseen(isAsync(source) ? sendAsync(channel, source, signal) : sendSync(channel, source, signal));
}

function isAsync<T>(source: Iterable<T> | AsyncIterable<T>): source is AsyncIterable<T> {
  // A string is an iterable too, and no object.
  return Symbol.asyncIterator in Object(source);
}

async function sendSync<T>(
  channel: OutgoingChannel<T>,
  source: Iterable<T>,
  signal: AbortSignal | undefined,
): Promise<number> {
  let sent = 0;
  for (const item of source) {
    signal?.throwIfAborted();
    if (!channel.trySend(item)) await channel.send(item, signal);
    sent++;
  }
  return sent;
}

async function sendAsync<T>(
  channel: OutgoingChannel<T>,
  source: AsyncIterable<T>,
  signal: AbortSignal | undefined,
): Promise<number> {
  const iterator = source[Symbol.asyncIterator]();
  const taking = new Taking(iterator, channel, signal);
  let sent = 0;
  try {
    for (;;) {
      const step = await taking.next();
      if (step?.done === true) return sent;
      signal?.throwIfAborted();
      if (step === null) channel.check();
      else {
        if (!channel.trySend(step.value)) await channel.send(step.value, signal);
        sent++;
      }
    }
  } catch (error) {
    await taking.leave();
    throw error;
  } finally {
    taking.forget();
  }
}

/** Takes from a source, and stops waiting for it when the channel ends or the signal is aborted. */
class Taking<T> {
  readonly #iterator: AsyncIterator<T>;
  readonly #signal: AbortSignal | undefined;
  readonly #unwatch: () => void;
  #isOver: boolean;
  #isInterrupted = false;
  #interrupt: ((nothing: null) => void) | null = null;

  constructor(iterator: AsyncIterator<T>, channel: OutgoingChannel<T>, signal: AbortSignal | undefined) {
    this.#iterator = iterator;
    this.#signal = signal;
    this.#isOver = signal?.aborted ?? false;
    this.#unwatch = channel.watch(this.#stop);
    signal?.addEventListener("abort", this.#stop);
  }

  /** The source's next step; `null` when nothing it gives can be sent any more. */
  next(): Promise<IteratorResult<T, unknown> | null> {
    if (this.#isOver) return Promise.resolve(null);
    return new Promise((resolve, reject) => {
      this.#interrupt = resolve;
      this.#iterator.next().then(resolve, reject);
    });
  }

  /** Tells the source that no more is wanted. Waits for it to leave, unless it is busy, which may be for ever. */
  async leave(): Promise<void> {
    try {
      const left = this.#iterator.return?.();
      if (!this.#isInterrupted) await left;
      else if (left !== undefined) mayGoUnseen(left);
    } catch {
      // Why we left says more than how the source took it.
    }
  }

  forget(): void {
    this.#unwatch();
    this.#signal?.removeEventListener("abort", this.#stop);
  }

  readonly #stop = (): void => {
    this.#isOver = true;
    this.#isInterrupted = true;
    this.#interrupt?.(null);
  };
}
