import { allEdges, allIllegal, type Coverage } from "./coverage.ts";
import { unreachable } from "./unreachable.ts";

/** What the actors did, against what the charts know and the list of what is unreachable. */
export interface Report {
  /** Neither reached nor listed as unreachable. */
  readonly missing: readonly string[];
  /** Listed as unreachable, and reached. */
  readonly surprising: readonly string[];
  /** Listed as unreachable, and unknown to the charts. */
  readonly unknown: readonly string[];
  /** Reached through an actor's own reference. */
  readonly forced: readonly string[];
  /** The figures, in one line. */
  readonly line: string;
}

export function reportOn(coverage: Coverage): Report {
  const [edges, illegal] = [allEdges(), allIllegal()];
  const known = new Set([...edges, ...illegal]);
  const figures = (names: readonly string[]) => {
    const wanted = names.filter((name) => !unreachable.has(name));
    return `${wanted.filter((name) => coverage.has(name)).length} of ${wanted.length}`;
  };
  return {
    missing: [...known].filter((name) => !coverage.has(name) && !unreachable.has(name)),
    surprising: [...unreachable.keys()].filter((name) => coverage.has(name)),
    unknown: [...unreachable.keys()].filter((name) => !known.has(name)),
    forced: coverage.forced,
    line: `edges: ${figures(edges)} legal, ${figures(illegal)} illegal, ${unreachable.size} unreachable`,
  };
}
