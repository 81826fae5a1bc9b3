import { type Action, actionsOf } from "./actions.ts";
import type { Tables } from "./charts.ts";
import type { Counterexample } from "./explore.ts";
import { Breach } from "./memory.ts";
import type { Plan } from "./plan.ts";
import { unrest } from "./quiet.ts";
import { World } from "./world.ts";

export interface Walks {
  readonly walks: number;
  /** Steps of each, before everybody settles. */
  readonly steps: number;
  readonly seed: number;
}

export interface Wandering {
  readonly steps: number;
  readonly counterexample: Counterexample | null;
}

/** Actions that end much: taken once in a while, or every walk would be short. */
const RARE =
  /^(closes the (session|connection)|an actor fails|drains|timer\.(drain|pongOverdue)|releases|rejects|the link is cut)/;
const ONE_IN = 40;

/** Steps in which everything has settled, or goes round in a circle. */
const ENOUGH = 400;

/**
 * Long random walks, for what lies deeper than breadth-first search gets in a large world: then faults stop, users
 * settle, and everything must come to its end.
 */
export function wander(plan: Plan, tables: Tables, { walks, steps, seed }: Walks): Wandering {
  const world = new World(plan, tables);
  const actions = actionsOf(world);
  const random = randomFrom(seed);
  let taken = 0;
  for (let walk = 0; walk < walks; walk++) {
    const path: number[] = [];
    const take = (at: number) => {
      path.push(at);
      taken++;
      actions[at]?.run();
      world.settle();
    };
    try {
      world.start();
      for (let step = 0; step < steps; step++) {
        const enabled = [...actions.keys()].filter((at) => actions[at]?.isEnabled());
        const at = enabled[Math.floor(random() * enabled.length)];
        if (at === undefined) break;
        if (!RARE.test(actions[at]?.label ?? "") || random() * ONE_IN < 1) take(at);
      }
      for (let step = 0; ; step++) {
        if (step > ENOUGH) throw new Breach("liveness", "settling has no end");
        const at = settling(actions);
        if (at === undefined) break;
        take(at);
      }
      const why = unrest(world);
      if (why !== undefined) throw new Breach("liveness", `nothing is left to do, and ${why}`);
    } catch (error) {
      if (!(error instanceof Breach)) throw error;
      world.recover();
      return { steps: taken, counterexample: { plan, rule: error.rule, detail: error.message, path } };
    }
  }
  return { steps: taken, counterexample: null };
}

/** The action that comes next when everybody settles. */
function settling(actions: readonly Action[]): number | undefined {
  let first = Number.POSITIVE_INFINITY;
  let best: number | undefined;
  actions.forEach((action, at) => {
    if (action.settles === null || action.settles >= first || !action.isEnabled()) return;
    first = action.settles;
    best = at;
  });
  return best;
}

/** Mulberry32: a seed gives the same walk everywhere. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
