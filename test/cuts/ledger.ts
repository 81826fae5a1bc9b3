import { ConnectionEndedError } from "../../runtime/public.ts";

/** A promise that failed. */
interface Failure {
  readonly name: string;
  readonly error: unknown;
}

/** Every promise that one side waits for, by name. */
export class Ledger {
  readonly failures: Failure[] = [];
  readonly #pending = new Map<object, string>();
  #onFailure: () => void = () => {};

  /** Enters a promise, and gives it back. */
  track<T>(name: string, promise: Promise<T>): Promise<T> {
    const key = {};
    this.#pending.set(key, name);
    promise.then(
      () => this.#pending.delete(key),
      (error: unknown) => {
        this.#pending.delete(key);
        this.failures.push({ name, error });
        this.#onFailure();
      },
    );
    return promise;
  }

  /** Names of those that are not settled. */
  get pending(): string[] {
    return [...this.#pending.values()].toSorted();
  }

  /** Resolves when something fails. */
  get failed(): Promise<void> {
    if (this.failures.length > 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#onFailure = resolve;
    });
  }

  /** What failed with an error that leaves open why, or in which state it met the loss. */
  vague(isExpected: (code: string) => boolean): string[] {
    return this.failures.flatMap(({ name, error }) => {
      const why = vagueness(error, isExpected);
      return why === undefined ? [] : [`${name}: ${why}: ${String(error)}`];
    });
  }
}

function vagueness(error: unknown, isExpected: (code: string) => boolean): string | undefined {
  if (!(error instanceof ConnectionEndedError)) return "an error of another kind";
  const { code, ending, state, message } = error;
  if (!isExpected(code)) return `code ${code}`;
  if (ending.detail === "" || !message.includes(ending.detail)) return "no cause";
  if (state === undefined || state === "") return "no state";
  return undefined;
}
