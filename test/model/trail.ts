const UNKNOWN = 0xffff_ffff;

/** For each state, in order: where it was found from and how, and where it goes when everybody settles. */
export class Trail {
  #parents = new Uint32Array(1 << 14);
  #actions = new Uint16Array(1 << 14);
  #next = new Uint32Array(1 << 14).fill(UNKNOWN);
  #size = 0;

  get bytes(): number {
    return this.#parents.byteLength + this.#actions.byteLength + this.#next.byteLength;
  }

  add(parent: number, action: number): void {
    if (this.#size === this.#parents.length) this.#grow();
    this.#parents[this.#size] = parent;
    this.#actions[this.#size++] = action;
  }

  /** The state settles into another; into itself when it is quiet. */
  settle(state: number, into: number): void {
    this.#next[state] = into;
  }

  /** The actions that lead from the beginning to the state. */
  path(state: number): number[] {
    const path: number[] = [];
    for (let at = state; at !== 0; at = this.#parents[at] ?? 0) path.push(this.#actions[at] ?? 0);
    return path.reverse();
  }

  /** The first state from which settling goes round in a circle. States that were not explored end a way. */
  circle(): number | undefined {
    const seen = new Uint32Array(this.#size);
    for (let start = 0; start < this.#size; start++) {
      for (let at = start; ; ) {
        if (seen[at] === start + 1) return at;
        if (seen[at] !== 0) break;
        seen[at] = start + 1;
        const next = this.#next[at] ?? UNKNOWN;
        if (next === UNKNOWN || next === at) break;
        at = next;
      }
    }
    return undefined;
  }

  #grow(): void {
    const size = this.#parents.length * 2;
    const parents = new Uint32Array(size);
    const actions = new Uint16Array(size);
    const next = new Uint32Array(size).fill(UNKNOWN);
    parents.set(this.#parents);
    actions.set(this.#actions);
    next.set(this.#next);
    this.#parents = parents;
    this.#actions = actions;
    this.#next = next;
  }
}
