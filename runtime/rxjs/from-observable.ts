import type { Observable } from "rxjs";
import { MisuseError, type Tx } from "../public.ts";
import { type SentFromObservable, sendObservable } from "./sending.ts";

/** For a source that nobody can hold back. */
export interface OverflowOptions {
  /**
   * What happens to an item that comes while `capacity` items wait: `error` ends it all with OverflowError,
   * `drop-oldest` makes room for it, `drop-newest` drops it.
   */
  readonly overflow: "error" | "drop-oldest" | "drop-newest";
  /** Items that may wait, beside the one that is being sent. 1 or more. */
  readonly capacity: number;
  /** Gives up when aborted. */
  readonly signal?: AbortSignal;
}

/** For a source that can be held back. */
export interface PauseOptions {
  readonly overflow: "pause";
  /** Items that may wait, beside the one that is being sent. 1 or more. More than that ends it with OverflowError. */
  readonly capacity: number;
  /** Called when half of `capacity` waits: the other half is for what the source cannot stop any more. */
  pause(): void;
  /** Called when nothing waits any more. */
  resume(): void;
  /** Gives up when aborted. */
  readonly signal?: AbortSignal;
}

/** For an async iterable, which gives an item only when it is asked. */
export interface PullOptions {
  readonly overflow: "pause";
  /** Gives up when aborted. */
  readonly signal?: AbortSignal;
}

/**
 * Sends what a source emits on a channel, to its end, and resolves with what was sent and dropped.
 *
 * An Observable cannot wait for credit, so `overflow` says what happens when it is faster than the receiver; `pause` is
 * there for sources with a way to pause, and for async iterables. Then:
 * - the source completes: what waits is sent, then Close;
 * - the source fails, `signal` is aborted, or it overflows: what waits is dropped, then Close, and the promise rejects.
 *   The receiver sees an ordinary end: the protocol has no other. `catchError` can send it a last item instead;
 * - the receiver resets the channel, or the connection ends: unsubscribes at once, and the promise rejects.
 *
 * @throws {MisuseError} before the other end of `tx` was given to a call, and for a `capacity` below 1
 * @example
 * await fromObservable(fromEvent(button, "click").pipe(map(toItem)), tx, { overflow: "drop-oldest", capacity: 100 });
 */
export function fromObservable<T>(
  source: Observable<T>,
  tx: Tx<T>,
  options: OverflowOptions | PauseOptions,
): Promise<SentFromObservable>;
export function fromObservable<T>(
  source: AsyncIterable<T>,
  tx: Tx<T>,
  options: PullOptions,
): Promise<SentFromObservable>;
export function fromObservable<T>(
  source: Observable<T> | AsyncIterable<T>,
  tx: Tx<T>,
  options: OverflowOptions | PauseOptions | PullOptions,
): Promise<SentFromObservable> {
  if (!tx.isBound) return Promise.reject(new MisuseError("give the other end of the Tx to a call first"));
  if (Symbol.asyncIterator in source) return pull(source, tx, options.signal);
  if (!("capacity" in options) || !Number.isInteger(options.capacity) || options.capacity < 1) {
    return Promise.reject(new MisuseError("capacity is a whole number of items, 1 or more"));
  }
  return sendObservable(source, tx, options);
}

async function pull<T>(
  source: AsyncIterable<T>,
  tx: Tx<T>,
  signal: AbortSignal | undefined,
): Promise<SentFromObservable> {
  try {
    const sent = await tx.sendAll(source, signal === undefined ? {} : { signal });
    return { sent, dropped: 0 };
  } finally {
    await tx.close();
  }
}
