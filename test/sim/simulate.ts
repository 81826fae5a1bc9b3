import { SimulationFailure } from "./failure.ts";
import { leftoversOf, openWires, waitsOf } from "./leftovers.ts";
import { textOf, World } from "./world.ts";

/** What peers do in one world. */
export type Scenario = (world: World) => Promise<void>;

export interface SimulateOptions {
  readonly seed: number;
  /** Things that may happen before the run counts as endless. Default 1,000,000. */
  readonly steps?: number | undefined;
  /** Virtual time that may pass, in milliseconds. Default one day. */
  readonly ms?: number | undefined;
}

/** A run that went well. */
export interface Run {
  readonly seed: number;
  /** Frames that arrived, timers that were due, and the like. */
  readonly steps: number;
  /** Virtual milliseconds that it took. */
  readonly ms: number;
  /** How often each `sometimes` was reached. */
  readonly reached: ReadonlyMap<string, number>;
  /** All that happened, line by line: the same for the same seed. */
  readonly trace: () => string[];
}

const DAY_MS = 86_400_000;

/**
 * Runs a scenario in a world of its own, one thing at a time, in the order that the seed decides. When the scenario is
 * over, its sessions are closed; then nothing may be left: no task pending, no actor alive, no timer, no link.
 *
 * @throws {SimulationFailure} with the seed, and all that happened
 */
export async function simulate(options: SimulateOptions, scenario: Scenario): Promise<Run> {
  const world = new World(options.seed);
  const unseen = (reason: unknown) => world.fail(`nobody sees this rejection: ${textOf(reason)}`, reason);
  process.on("unhandledRejection", unseen);
  try {
    const loop = new Loop(world, options);
    await loop.until("the scenario", scenario(world));
    await loop.until("the end of its sessions", closeAll(world));
    await loop.whileAny(() => openWires(world.wires).length > 0);
    // Later they would be due, and no longer be there to be seen.
    if (world.agenda.timers > 0) world.fail(`${world.agenda.timers} timers are left when every link is over`);
    await loop.whileAny(() => true);
    for (const left of leftIn(world)) world.fail(left);
    failIfFailed(world);
    return {
      seed: world.seed,
      steps: loop.steps,
      ms: world.now,
      reached: world.reached,
      trace: () => world.trace.lines(),
    };
  } finally {
    process.off("unhandledRejection", unseen);
  }
}

/** Makes things happen, and looks at the world after each. */
class Loop {
  readonly #world: World;
  readonly #mostSteps: number;
  readonly #mostMs: number;
  steps = 0;

  constructor(world: World, { steps = 1_000_000, ms = DAY_MS }: SimulateOptions) {
    this.#world = world;
    this.#mostSteps = steps;
    this.#mostMs = ms;
  }

  /** Goes on until `work` has settled. */
  async until(what: string, work: Promise<unknown>): Promise<void> {
    const world = this.#world;
    let isSettled = false;
    work.then(
      () => {
        isSettled = true;
      },
      (error) => {
        isSettled = true;
        world.fail(`${what} failed: ${textOf(error)}`, error);
      },
    );
    while (!(await this.#isQuiet(() => isSettled))) {
      if (this.#step()) continue;
      const waits = world.drivers.flatMap(({ name, driver }) => waitsOf(name, driver));
      const tasks = world.pending.length === 0 ? "" : `, and so are the tasks ${world.pending.join(", ")}`;
      world.fail([`${what} is stuck${tasks}: nothing is left that could happen`, ...waits].join("\n    "));
    }
  }

  /** Goes on while there is reason to, and something to happen. */
  async whileAny(reason: () => boolean): Promise<void> {
    while (!(await this.#isQuiet(() => !reason())) && this.#step()) {}
  }

  /** Lets all promises run that can, then says whether it is over. */
  async #isQuiet(isOver: () => boolean): Promise<boolean> {
    await new Promise((resolve) => setImmediate(resolve));
    this.#world.check();
    failIfFailed(this.#world);
    return isOver();
  }

  #step(): boolean {
    const world = this.#world;
    if (this.steps >= this.#mostSteps) world.fail(`not over after ${this.steps} steps`);
    if (world.now > this.#mostMs) world.fail(`not over after ${this.#mostMs} virtual milliseconds`);
    this.steps++;
    return world.agenda.step();
  }
}

function failIfFailed(world: World): void {
  const { failure, seed, trace } = world;
  if (failure !== null) throw new SimulationFailure(seed, failure.reason, trace.lines(), failure.cause);
}

async function closeAll(world: World): Promise<void> {
  await Promise.all(world.drivers.map(({ driver }) => driver.close()));
}

function leftIn(world: World): string[] {
  const { pending, drivers, wires } = world;
  return [
    ...pending.map((name) => `task ${name} is pending`),
    ...drivers.flatMap(({ name, driver }) => leftoversOf(name, driver)),
    ...openWires(wires),
  ];
}
