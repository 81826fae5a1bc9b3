const FIRST_BYTES = 512;
const LAST_BYTES = 64 * 1024;

/**
 * When a turn that sends much writes before its end, so that the counterpart works while we do: first when it has half
 * of what the last turn sent, and then each time at twice as much, since a write costs as much as ten calls.
 */
export class FlushPace {
  readonly #first: number;
  #flushAt: number;
  #flushed = 0;

  /** `isEarly`: before 64 KiB too. Only where nobody answers from inside a write may so few leave in the middle of a turn. */
  constructor(isEarly: boolean) {
    this.#first = isEarly ? FIRST_BYTES : LAST_BYTES;
    this.#flushAt = this.#first;
  }

  /** Whether so many bytes are to be written now. */
  isDue(pending: number): boolean {
    if (pending < this.#flushAt) return false;
    this.#flushAt = Math.min(this.#flushAt * 2, LAST_BYTES);
    return true;
  }

  /** So many bytes were written. */
  flushed(bytes: number): void {
    this.#flushed += bytes;
  }

  /** The turn has written all that it had. */
  turnOver(): void {
    this.#flushAt = Math.min(Math.max(this.#flushed / 2, this.#first), LAST_BYTES);
    this.#flushed = 0;
  }
}
