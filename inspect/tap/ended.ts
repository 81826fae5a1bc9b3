/** What is kept of ended ids, for all spaces of a session together: the oldest are forgotten first. */
export class EndedBudget {
  readonly #most: number;
  /** A ring: what is overwritten is forgotten. */
  readonly #ends: { readonly space: Forgetful; readonly id: number }[] = [];
  #next = 0;

  constructor(most: number) {
    this.#most = most;
  }

  remember(space: Forgetful, id: number): void {
    const oldest = this.#ends[this.#next];
    if (oldest !== undefined) oldest.space.forget(oldest.id);
    this.#ends[this.#next] = { space, id };
    this.#next = (this.#next + 1) % this.#most;
  }
}

interface Forgetful {
  forget(id: number): void;
}

/**
 * How the latest ids of one space ended. It tells what crossed on the wire from what breaks a rule; an id that may have
 * been forgotten gets the benefit of the doubt.
 */
export class Ended<How> {
  readonly #budget: EndedBudget;
  readonly #ends = new Map<number, How>();
  #forgotten = 0;

  constructor(budget: EndedBudget) {
    this.#budget = budget;
  }

  add(id: number, how: How): void {
    if (!this.#ends.has(id)) this.#budget.remember(this, id);
    this.#ends.set(id, how);
  }

  get(id: number): How | "forgotten" | undefined {
    return this.#ends.get(id) ?? (id <= this.#forgotten ? "forgotten" : undefined);
  }

  forget(id: number): void {
    this.#ends.delete(id);
    this.#forgotten = Math.max(this.#forgotten, id);
  }
}
