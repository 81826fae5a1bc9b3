import type { AnyStateMachine } from "xstate";
import type { Chart, Row } from "../../machines/chart.ts";
import { rowName } from "../../machines/chart.ts";
import { Table } from "../../machines/table.ts";

type AnyRow = Row<AnyStateMachine>;

/** A chart with one fault in one row. */
export interface Mutant {
  readonly name: string;
  readonly table: Table;
}

/** Each single fault that a row can have, for every row, and a row too many wherever there is room for one. */
export function mutantsOf(chart: Chart): Mutant[] {
  const mutants: Mutant[] = [];
  const add = (name: string, rows: readonly AnyRow[]) => {
    mutants.push({ name: `${chart.id}: ${name}`, table: new Table({ ...chart, rows }) });
  };
  chart.rows.forEach((row, index) => {
    const name = rowName(row);
    add(`${name}: dropped`, chart.rows.toSpliced(index, 1));
    for (const [fault, changed] of faultsOf(row, [...chart.states.keys()])) {
      add(`${name}: ${fault}`, chart.rows.with(index, changed));
    }
    const next = chart.rows[index + 1];
    if (next !== undefined && next.state === row.state && next.event === row.event) {
      add(`${name}: after the next`, chart.rows.toSpliced(index, 2, next, row));
    }
  });
  const events = new Set(chart.rows.map((row) => row.event));
  for (const [state, { final }] of chart.states) {
    for (const event of final ? [] : events) {
      if (chart.rows.some((row) => row.state === state && row.event === event && row.guard === null)) continue;
      const extra = { state, event, guard: null, target: null, effects: [], description: "" };
      add(`${rowName(extra)}: one row too many`, [...chart.rows, extra]);
    }
  }
  return mutants;
}

function* faultsOf(row: AnyRow, states: readonly string[]): Generator<readonly [string, AnyRow]> {
  for (const target of states) {
    if (target === (row.target ?? row.state)) continue;
    yield [`to ${target}`, { ...row, target }];
  }
  for (const [at, effect] of row.effects.entries()) {
    yield [`without ${effect.name}`, { ...row, effects: row.effects.toSpliced(at, 1) }];
    // Assigning twice is assigning once, and an intent without params does not see an assignment.
    if (effect.kind === "intent")
      yield [`${effect.name} twice`, { ...row, effects: row.effects.toSpliced(at, 0, effect) }];
    const next = row.effects[at + 1];
    if (next?.kind !== "intent" || (effect.kind === "assign" && next.params === undefined)) continue;
    yield [`${effect.name} after ${next.name}`, { ...row, effects: row.effects.toSpliced(at, 2, next, effect) }];
  }
  const { guard } = row;
  if (guard !== null) {
    const inverted: typeof guard = { ...guard, test: (args, params) => !guard.test(args, params) };
    yield ["guard inverted", { ...row, guard: inverted }];
    yield ["guard dropped", { ...row, guard: null }];
  }
}
