import type { Clock } from "./clock.ts";

/**
 * A clock that also tells the time of the turn: read once, and good until the turn of the event loop ends. For what is
 * written at every step of everything, since asking the system costs more than the rest of writing it down.
 */
export class TurnClock implements Clock {
  readonly #clock: Clock;
  #at = 0;
  #isKnown = false;
  readonly #forget = (): void => {
    this.#isKnown = false;
  };

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  now(): number {
    return this.#clock.now();
  }

  /** Not after `now()`, and before it by no more than this turn has lasted. */
  get turn(): number {
    if (this.#isKnown) return this.#at;
    this.#at = this.#clock.now();
    this.#isKnown = true;
    queueMicrotask(this.#forget);
    return this.#at;
  }

  after(ms: number, callback: () => void): () => void {
    return this.#clock.after(ms, () => {
      // A clock of a test may let time pass within one turn.
      this.#isKnown = false;
      callback();
    });
  }
}
