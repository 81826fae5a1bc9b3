import type { AnyStateMachine } from "xstate";
import type { Row } from "../../machines/chart.ts";
import { type ChartName, tables } from "../../machines/tables.ts";
import { type Mutant, mutantsOf } from "../machines/mutants.ts";
import { equivalents } from "./equivalents.ts";
import { explore } from "./explore.ts";
import { suites } from "./suites.ts";

/** The faults that an exploration must find, of those that a row can have. */
const KINDS = [/: dropped$/, /: to \w+$/, /: without \w+$/, /: guard inverted$/];

export interface Verdict {
  readonly mutant: string;
  /** The plan that finds it; `null` for a mutant that lives. */
  readonly killedBy: string | null;
  /** Why it does the same as the chart. */
  readonly equivalence: string | null;
}

/** Explores with every mutant of a chart, until a plan finds it. */
export function* verdictsOf(chart: ChartName): Generator<Verdict> {
  for (const mutant of mutantsOf(tables[chart].chart)) {
    if (!KINDS.some((kind) => kind.test(mutant.name))) continue;
    const killedBy = killerOf(chart, mutant);
    yield {
      mutant: mutant.name,
      killedBy,
      equivalence: equivalents.find(({ of }) => of.test(mutant.name))?.why ?? null,
    };
  }
}

function killerOf(chart: ChartName, { table }: Mutant): string | null {
  for (const plan of suites[chart]) {
    const { counterexample } = explore(plan, { ...tables, [chart]: table }, { states: 100_000 });
    if (counterexample !== null) return plan.name;
  }
  return null;
}

/** Rows that no plan of the chart's suite reaches: whatever is done to them, nothing changes. */
export function unreachedRows(chart: ChartName): readonly Row<AnyStateMachine>[] {
  const used = new Set<object>();
  for (const plan of suites[chart]) {
    for (const row of explore(plan, tables, { states: 100_000 }).usedRows) used.add(row);
  }
  return tables[chart].chart.rows.filter((row) => !used.has(row));
}
