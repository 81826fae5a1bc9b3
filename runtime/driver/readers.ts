import { deferred, mayGoUnseen } from "../deferred.ts";
import { Fifo } from "../fifo.ts";

interface WaitingReader<T> {
  readonly resolve: (result: IteratorResult<T, undefined>) => void;
  readonly reject: (error: unknown) => void;
}

const END: IteratorResult<never, undefined> = Object.freeze({ value: undefined, done: true });

/** Who waits for the items of a channel, in the order in which they asked, and what they find at its end. */
export class Readers<T> extends Fifo<WaitingReader<T>> {
  #end: { readonly failure: { readonly error: unknown } | null } | null = null;

  /** Gives an item to the first; false when nobody waits. */
  hand(value: T): boolean {
    const first = this.shift();
    first?.resolve({ value, done: false });
    return first !== undefined;
  }

  /** Waits for the next item or the end. */
  wait(): Promise<IteratorResult<T, undefined>> {
    if (this.#end !== null) {
      const { failure } = this.#end;
      // An error is told once; whoever reads on finds the end.
      this.#end = { failure: null };
      return failure === null ? Promise.resolve(END) : mayGoUnseen(Promise.reject(failure.error));
    }
    const { promise, resolve, reject } = deferred<IteratorResult<T, undefined>>();
    this.push({ resolve, reject });
    return mayGoUnseen(promise);
  }

  /** Waits for one item, empty at the end. */
  waitForBatch(): Promise<T[]> {
    return mayGoUnseen(this.wait().then(asBatch));
  }

  /** Waits for the end while nobody is handed items. */
  waitForEnd(): Promise<void> {
    return mayGoUnseen(this.wait().then(nothing));
  }

  /** No more items will come. The first to wait, now or later, is told the error, if there is one. */
  finish(failure: { readonly error: unknown } | null): void {
    const first = this.shift();
    this.#end = { failure: first === undefined ? failure : null };
    if (failure === null) first?.resolve(END);
    else first?.reject(failure.error);
    for (let reader = this.shift(); reader !== undefined; reader = this.shift()) reader.resolve(END);
  }
}

function asBatch<T>(result: IteratorResult<T, undefined>): T[] {
  return result.done === true ? [] : [result.value];
}

function nothing(): void {}
