import { type Observable, Subject, takeUntil } from "rxjs";
import { ChannelError, type Tx } from "../public.ts";
import { BoundedQueue } from "./bounded-queue.ts";
import type { OverflowOptions, PauseOptions } from "./from-observable.ts";
import { OverflowError } from "./overflow-error.ts";

/** What became of the items of a source that completed. */
export interface SentFromObservable {
  readonly sent: number;
  /** Lost to `drop-oldest` or `drop-newest`. */
  readonly dropped: number;
}

/** Subscribes to `source` and sends on `tx` until either is over. */
export function sendObservable<T>(
  source: Observable<T>,
  tx: Tx<T>,
  options: OverflowOptions | PauseOptions,
): Promise<SentFromObservable> {
  const done = new Promise<SentFromObservable>((resolve, reject) => {
    new Sending(tx, options, resolve, reject).start(source);
  });
  // A stream that nobody awaits must not end the process.
  done.catch(() => {});
  return done;
}

/** One source on its way into one channel. */
class Sending<T> {
  readonly #tx: Tx<T>;
  readonly #options: OverflowOptions | PauseOptions;
  readonly #queue: BoundedQueue<T>;
  readonly #resolve: (sent: SentFromObservable) => void;
  readonly #reject: (error: unknown) => void;
  /** Unsubscribes, even from a source that emits inside of `subscribe`. */
  readonly #stopped = new Subject<void>();
  /** Withdraws the item that waits in the channel. */
  readonly #withdrawal = new AbortController();
  #isOver = false;
  #isComplete = false;
  #isDraining = false;
  #isPaused = false;
  #sent = 0;
  #dropped = 0;

  constructor(
    tx: Tx<T>,
    options: OverflowOptions | PauseOptions,
    resolve: (sent: SentFromObservable) => void,
    reject: (error: unknown) => void,
  ) {
    this.#tx = tx;
    this.#options = options;
    this.#queue = new BoundedQueue(options.capacity);
    this.#resolve = resolve;
    this.#reject = reject;
  }

  start(source: Observable<T>): void {
    const { signal } = this.#options;
    if (signal?.aborted) {
      this.#stop(signal.reason);
      return;
    }
    signal?.addEventListener("abort", this.#onAbort);
    this.#tx.closed.then(
      () => this.#onClosed(),
      (error) => this.#stop(error),
    );
    source.pipe(takeUntil(this.#stopped)).subscribe({
      next: (item) => this.#take(item),
      error: (error) => this.#stop(error),
      complete: () => this.#complete(),
    });
  }

  #take(item: T): void {
    if (this.#isOver) return;
    try {
      if (!this.#isDraining && this.#tx.trySend(item)) this.#sent++;
      else this.#keep(item);
    } catch (error) {
      this.#stop(error);
    }
  }

  #keep(item: T): void {
    const queue = this.#queue;
    const { overflow, capacity } = this.#options;
    if (queue.isFull) {
      if (overflow === "error" || overflow === "pause") throw new OverflowError(capacity);
      this.#dropped++;
      if (overflow === "drop-newest") return;
      queue.shift();
    }
    queue.push(item);
    if (!this.#isDraining) void this.#drain();
    else if (queue.length * 2 >= capacity) this.#pause();
  }

  async #drain(): Promise<void> {
    this.#isDraining = true;
    const { signal } = this.#withdrawal;
    try {
      for (let item = this.#queue.shift(); item !== undefined; item = this.#queue.shift()) {
        if (!this.#tx.trySend(item.value)) await this.#tx.send(item.value, { signal });
        this.#sent++;
        if (this.#queue.length === 0) this.#resume();
      }
    } catch (error) {
      this.#stop(error);
    }
    this.#isDraining = false;
    if (this.#isComplete) void this.#tx.close();
  }

  #pause(): void {
    if (this.#options.overflow !== "pause" || this.#isPaused) return;
    this.#isPaused = true;
    this.#options.pause();
  }

  #resume(): void {
    if (this.#options.overflow !== "pause" || !this.#isPaused) return;
    this.#isPaused = false;
    this.#options.resume();
  }

  #complete(): void {
    if (this.#isOver) return;
    this.#isComplete = true;
    if (!this.#isDraining) void this.#tx.close();
  }

  #onClosed(): void {
    if (this.#isOver) return;
    if (!this.#isComplete || this.#isDraining) {
      this.#stop(new ChannelError("channel-closed", "the channel was closed before its source had completed"));
      return;
    }
    this.#end();
    this.#resolve({ sent: this.#sent, dropped: this.#dropped });
  }

  readonly #onAbort = (): void => this.#stop(this.#options.signal?.reason);

  /** Withdraws what waits and closes the channel, so that nothing of the queue goes out any more. */
  #stop(error: unknown): void {
    if (this.#isOver) return;
    this.#end();
    this.#reject(error);
    this.#withdrawal.abort(error);
    void this.#tx.close();
  }

  #end(): void {
    this.#isOver = true;
    this.#options.signal?.removeEventListener("abort", this.#onAbort);
    this.#stopped.next();
  }
}
