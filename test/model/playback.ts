import { type Action, actionsOf } from "./actions.ts";
import type { Tables } from "./charts.ts";
import type { Counterexample } from "./explore.ts";
import { Breach } from "./memory.ts";
import type { Witness } from "./witness.ts";
import { World } from "./world.ts";

/** One step of a counterexample, played again. */
export interface Played {
  /** 1, 2, 3 and so on; 0 is the beginning. */
  readonly step: number;
  readonly action: Action | null;
  readonly world: World;
  /** What it breaks, if it is the step that does. */
  readonly breach: string | null;
}

/** Plays a counterexample again under the eyes of a witness. `before` is told of each step that is about to come. */
export function* play(
  { plan, path, detail }: Counterexample,
  tables: Tables,
  witness: Witness,
  before: (step: number) => void,
): Generator<Played> {
  const world = new World(plan, tables);
  world.witness = witness;
  const actions = actionsOf(world);
  before(0);
  const start = attempt(() => world.start());
  yield { step: 0, action: null, world, breach: path.length === 0 ? (start ?? detail) : null };
  for (const [index, at] of path.entries()) {
    const action = actions[at];
    if (action === undefined) throw new RangeError(`there is no action ${at}`);
    const isLast = index === path.length - 1;
    before(index + 1);
    const broken = attempt(() => action.run());
    yield { step: index + 1, action, world, breach: broken ?? (isLast ? detail : null) };
    if (!isLast) world.settle();
  }
}

/** What a step breaks, if it does. */
function attempt(run: () => void): string | null {
  try {
    run();
    return null;
  } catch (error) {
    if (!(error instanceof Breach)) throw error;
    return error.message;
  }
}
