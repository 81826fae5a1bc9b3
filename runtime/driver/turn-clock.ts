import type { Clock } from "./clock.ts";

/** One turn of the event loop, and when it was first asked for the time. */
export interface Turn {
  readonly at: number;
}

/**
 * A clock that also tells the time of the turn: read once, and good until the turn of the event loop ends. For what is
 * written at every step of everything, since asking the system costs more than the rest of writing it down.
 */
export class TurnClock implements Clock {
  readonly #clock: Clock;
  #turn: Turn | null = null;
  readonly #forget = (): void => {
    this.#turn = null;
  };

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  now(): number {
    return this.#clock.now();
  }

  /** Its time is not after `now()`, and before it by no more than this turn has lasted. */
  get turn(): Turn {
    if (this.#turn !== null) return this.#turn;
    queueMicrotask(this.#forget);
    this.#turn = { at: this.#clock.now() };
    return this.#turn;
  }

  after(ms: number, callback: () => void): () => void {
    return this.#clock.after(ms, () => {
      // A clock of a test may let time pass within one turn.
      this.#turn = null;
      callback();
    });
  }
}
