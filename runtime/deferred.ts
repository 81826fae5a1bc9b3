/** A promise with its two ends at hand. */
export interface Deferred<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
  reject(error: unknown): void;
}

/** What `Promise.withResolvers` is from Node 22 on. */
export function deferred<T>(): Deferred<T> {
  let resolve: (value: T) => void = () => {};
  let reject: (error: unknown) => void = () => {};
  const promise = new Promise<T>((onValue, onError) => {
    resolve = onValue;
    reject = onError;
  });
  return { promise, resolve, reject };
}

/**
 * Marks a promise as one whose rejection may go unseen: the same failure shows in the call or the session, and a
 * stream that nobody awaits must not end the process.
 */
export function mayGoUnseen<P extends Promise<unknown>>(promise: P): P {
  promise.catch(() => {});
  return promise;
}
