import { SimulationFailure } from "./failure.ts";
import { type Scenario, type SimulateOptions, simulate } from "./simulate.ts";

export interface ExploreOptions extends Omit<SimulateOptions, "seed"> {
  /** How many seeds. */
  readonly seeds: number;
  /** The first of them. Default 1. */
  readonly from?: number | undefined;
  /** Names that must be reached by some seed, beside those that the scenario asks about itself. */
  readonly sometimes?: readonly string[] | undefined;
  /** Failures after which it stops. Default 1. */
  readonly failures?: number | undefined;
}

export interface Exploration {
  readonly seeds: number;
  readonly steps: number;
  /** Real seconds that it took. */
  readonly seconds: number;
  /** How many seeds reached each `sometimes`. */
  readonly reached: ReadonlyMap<string, number>;
  readonly failures: readonly SimulationFailure[];
}

/** No seed came to what the scenario claims to test. */
export class NeverReached extends Error {
  override readonly name = "NeverReached";
  readonly names: readonly string[];

  constructor(names: readonly string[], seeds: number) {
    super(`in ${seeds} seeds never reached: ${names.join(", ")}`);
    this.names = names;
  }
}

/** Runs a scenario with many seeds and counts. Failures are in what it returns. */
export async function survey(options: ExploreOptions, scenario: Scenario): Promise<Exploration> {
  const { seeds, from = 1, sometimes = [], failures: mostFailures = 1, ...each } = options;
  const reached = new Map(sometimes.map((name) => [name, 0]));
  const failures: SimulationFailure[] = [];
  const began = performance.now();
  let steps = 0;
  let done = 0;
  for (let seed = from; seed < from + seeds && failures.length < mostFailures; seed++) {
    done++;
    try {
      const run = await simulate({ ...each, seed }, scenario);
      steps += run.steps;
      for (const [name, times] of run.reached) reached.set(name, (reached.get(name) ?? 0) + (times > 0 ? 1 : 0));
    } catch (error) {
      if (!(error instanceof SimulationFailure)) throw error;
      failures.push(error);
    }
  }
  return { seeds: done, steps, seconds: (performance.now() - began) / 1_000, reached, failures };
}

/**
 * Runs a scenario with many seeds.
 *
 * @throws {SimulationFailure} the first one, or of several the one with the shortest trace
 * @throws {NeverReached} when all went well, but no seed reached a `sometimes`
 * @example
 * await explore({ seeds: 1_000 }, async (world) => { … });
 */
export async function explore(options: ExploreOptions, scenario: Scenario): Promise<Exploration> {
  const exploration = await survey(options, scenario);
  const worst = shortest(exploration.failures);
  if (worst !== undefined) throw worst;
  const never = neverReached(exploration);
  if (never.length > 0) throw new NeverReached(never, exploration.seeds);
  return exploration;
}

export function neverReached({ reached }: Exploration): string[] {
  return [...reached].filter(([, seeds]) => seeds === 0).map(([name]) => name);
}

export function shortest(failures: readonly SimulationFailure[]): SimulationFailure | undefined {
  return failures.toSorted((a, b) => a.trace.length - b.trace.length)[0];
}
