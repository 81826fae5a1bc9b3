// The simulator, for tests of one's own peers and services.

export { type BreakableRule, breakableRules, breaking } from "./breaking.ts";
export {
  type Exploration,
  type ExploreOptions,
  explore,
  NeverReached,
} from "./explore.ts";
export { SimulationFailure } from "./failure.ts";
export type { Faults, LinkFaults, Rewrite } from "./faults.ts";
export { Random } from "./random.ts";
export { type Run, type Scenario, type SimulateOptions, simulate } from "./simulate.ts";
export type { Wire } from "./wire.ts";
export type { Peers, World } from "./world.ts";
