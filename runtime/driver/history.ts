import type { Moment, Timeline } from "../errors.ts";

/** Moments kept after the first: a channel may stall and flow for ever. */
const KEPT = 15;

/**
 * The states of one life and when each was entered. Written at every change of state of everything, and hardly ever
 * read: one flat array, and nothing at all for a life that never left its first state.
 */
export class History {
  readonly #began: number;
  /** state, time, state, time … */
  #changes: (string | number)[] | null = null;

  constructor(began: number) {
    this.#began = began;
  }

  add(state: string, now: number): void {
    // Whole microseconds, which the engine stores in place.
    const at = Math.round((now - this.#began) * 1_000);
    const changes = this.#changes;
    if (changes === null) {
      this.#changes = [state, at];
      return;
    }
    if (changes.length === KEPT * 2) changes.splice(0, 2);
    changes.push(state, at);
  }

  /** When the life came into its present state, or into `state` last, on the clock that `add` was given. */
  since(state?: string): number {
    const changes = this.#changes ?? [];
    for (let i = changes.length - 2; i >= 0; i -= 2) {
      if (state === undefined || changes[i] === state) return this.#began + Number(changes[i + 1]) / 1_000;
    }
    return this.#began;
  }

  /** The state before the present one; the first, when there is none. */
  before(first: string): string {
    const changes = this.#changes ?? [];
    return changes.length < 4 ? first : String(changes[changes.length - 4]);
  }

  timeline(first: string): Timeline {
    const moments: Moment[] = [{ state: first, at: 0 }];
    const changes = this.#changes ?? [];
    for (let i = 0; i < changes.length; i += 2) {
      moments.push({ state: String(changes[i]), at: Number(changes[i + 1]) / 1_000 });
    }
    return moments;
  }
}
