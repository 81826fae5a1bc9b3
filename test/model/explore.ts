import { type Action, actionsOf } from "./actions.ts";
import type { Tables } from "./charts.ts";
import { Frontier } from "./frontier.ts";
import { HashSet, hashInto } from "./hash-set.ts";
import { Breach } from "./memory.ts";
import type { Plan } from "./plan.ts";
import { unrest } from "./quiet.ts";
import { Trail } from "./trail.ts";
import { World } from "./world.ts";

/** A way from the beginning to something that must not be. */
export interface Counterexample {
  readonly plan: Plan;
  readonly rule: string;
  readonly detail: string;
  /** Indices of actions, the last of which breaks the rule. */
  readonly path: readonly number[];
}

export interface Exploration {
  readonly plan: Plan;
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  readonly isComplete: boolean;
  readonly milliseconds: number;
  /** Of the tables of states and the bytes of those still to visit, at their largest. */
  readonly bytes: number;
  /** Pairs of state and event that came up. */
  readonly asked: ReadonlySet<string>;
  readonly counterexample: Counterexample | null;
}

export interface Bounds {
  /** States after which no new ones are taken. */
  readonly states: number;
  /** Keeps the bytes of every state, to find out whether a hash stands for two. */
  readonly checkCollisions?: boolean;
}

/** Visits every state of a world, breadth first, until something breaks a rule. */
export function explore(plan: Plan, tables: Tables, bounds: Bounds): Exploration {
  return new Explorer(plan, tables, bounds).run();
}

class Explorer {
  readonly #bounds: Bounds;
  readonly #world: World;
  readonly #actions: readonly Action[];
  readonly #seen = new HashSet();
  readonly #trail = new Trail();
  readonly #hash = { low: 0, high: 0 };
  readonly #states: Uint8Array[] = [];
  readonly #state: Uint8Array;
  #next: Frontier;
  #isComplete = true;
  #transitions = 0;
  #bytes = 0;

  constructor(plan: Plan, tables: Tables, bounds: Bounds) {
    this.#world = new World(plan, tables);
    this.#actions = actionsOf(this.#world);
    this.#bounds = bounds;
    this.#state = new Uint8Array(this.#world.memory.size);
    this.#next = new Frontier(this.#world.memory.size);
  }

  run(): Exploration {
    const began = performance.now();
    let depth = 0;
    let counterexample: Counterexample | null = null;
    try {
      this.#world.start();
      this.#visit(0, 0);
    } catch (error) {
      counterexample = this.#counterexample(error, []);
    }
    for (let first = 0; this.#next.length > 0 && counterexample === null; depth++) {
      const level = this.#next;
      this.#next = new Frontier(this.#world.memory.size);
      for (let index = 0; index < level.length && counterexample === null; index++) {
        level.read(index, this.#state);
        counterexample = this.#expand(first + index);
      }
      first += level.length;
      const held = this.#seen.bytes + this.#trail.bytes + level.bytes + this.#next.bytes;
      this.#bytes = Math.max(this.#bytes, held);
    }
    counterexample ??= this.#circle();
    return {
      plan: this.#world.plan,
      states: this.#seen.size,
      transitions: this.#transitions,
      depth,
      isComplete: this.#isComplete && counterexample === null,
      milliseconds: performance.now() - began,
      bytes: this.#bytes,
      asked: this.#world.charts.asked,
      counterexample,
    };
  }

  /** Tries everything that can happen in a state. */
  #expand(index: number): Counterexample | null {
    const { memory } = this.#world;
    const state = this.#state;
    let first = Number.POSITIVE_INFINITY;
    memory.bytes.set(state);
    for (let at = 0; at < this.#actions.length; at++) {
      const action = this.#actions[at];
      if (!action?.isEnabled()) continue;
      this.#transitions++;
      try {
        action.run();
        this.#world.settle(state);
        const into = this.#visit(index, at);
        if (action.settles !== null && action.settles < first) {
          first = action.settles;
          if (into !== undefined) this.#trail.settle(index, into);
        }
      } catch (error) {
        return this.#counterexample(error, [...this.#trail.path(index), at]);
      }
      memory.bytes.set(state);
    }
    if (first < Number.POSITIVE_INFINITY) return null;
    this.#trail.settle(index, index);
    const why = unrest(this.#world);
    if (why === undefined) return null;
    return this.#counterexample(new Breach("liveness", `nothing is left to do, and ${why}`), this.#trail.path(index));
  }

  /** The index of the state that the world is in; none for one beyond the bound. */
  #visit(parent: number, action: number): number | undefined {
    const { bytes, words } = this.#world.memory;
    hashInto(words, this.#hash);
    const known = this.#seen.find(this.#hash);
    if (known >= 0) {
      if (this.#bounds.checkCollisions) this.#compare(bytes, known);
      return known;
    }
    if (this.#seen.size >= this.#bounds.states) {
      this.#isComplete = false;
      return undefined;
    }
    this.#next.push(bytes);
    this.#trail.add(parent, action);
    if (this.#bounds.checkCollisions) this.#states.push(bytes.slice());
    return this.#seen.add(this.#hash);
  }

  #compare(bytes: Uint8Array, known: number): void {
    const other = this.#states[known];
    if (other === undefined || Buffer.compare(bytes, other) !== 0) throw new Breach("explorer", "two states, one hash");
  }

  #circle(): Counterexample | null {
    const state = this.#trail.circle();
    if (state === undefined) return null;
    return this.#counterexample(new Breach("liveness", "settling goes round in a circle"), this.#trail.path(state));
  }

  #counterexample(error: unknown, path: readonly number[]): Counterexample {
    if (!(error instanceof Breach)) throw error;
    this.#world.recover();
    return { plan: this.#world.plan, rule: error.rule, detail: error.message, path };
  }
}
