import { deferred, mayGoUnseen } from "../deferred.ts";
import { Fifo } from "../fifo.ts";

export interface WaitingWriter<T> {
  readonly value: T;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Who waits to send on a channel, in the order in which they asked. */
export class Writers<T> extends Fifo<WaitingWriter<T>> {
  /** `onWithdrawn` is called when the signal has taken this one out of the line. */
  add(value: T, signal: AbortSignal | undefined, onWithdrawn: () => void): Promise<void> {
    const { promise, resolve, reject } = deferred<void>();
    const writer: WaitingWriter<T> = { value, resolve, reject };
    this.push(writer);
    if (signal !== undefined) this.#withdrawOn(signal, writer, promise, onWithdrawn);
    return mayGoUnseen(promise);
  }

  fail(why: () => unknown): void {
    for (let writer = this.shift(); writer !== undefined; writer = this.shift()) writer.reject(why());
  }

  #withdrawOn(signal: AbortSignal, writer: WaitingWriter<T>, promise: Promise<void>, onWithdrawn: () => void): void {
    const withdraw = () => {
      this.keep((other) => other !== writer);
      writer.reject(signal.reason);
      onWithdrawn();
    };
    signal.addEventListener("abort", withdraw, { once: true });
    const forget = () => signal.removeEventListener("abort", withdraw);
    promise.then(forget, forget);
  }
}
