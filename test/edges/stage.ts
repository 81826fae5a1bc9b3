import type { AnyEventObject } from "xstate";
import type { ChartName } from "../../machines/tables.ts";
import type { Bench } from "./bench.ts";
import type { Feasible, Path } from "./plan.ts";
import type { Witness } from "./witness.ts";

/** A real peer with the one actor that a path is about, and what causes its events. */
export interface Stage {
  readonly bench: Bench;
  /** State of that actor, as its own snapshot has it or had it last. */
  readonly state: () => string | undefined;
  /** Causes an event, by frames or as the user would. */
  cause(event: AnyEventObject, from: string): Promise<void>;
}

/** How one chart is brought on. */
export interface Staging {
  readonly chart: ChartName;
  readonly isFeasible: Feasible;
  /** `path` tells what will be asked for: limits and ingredients have to be there before. */
  set(path: Path, witness: Witness): Stage;
}

/** Whether the path contains such an event. */
export function has(path: Path, ...types: readonly string[]): boolean {
  return path.steps.some(({ event }) => types.includes(event.type));
}

/** The event that the path is for. */
export function last(path: Path): AnyEventObject {
  return path.steps.at(-1)?.event ?? { type: "none" };
}
