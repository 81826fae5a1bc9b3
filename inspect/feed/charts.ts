import { rowName } from "../../machines/chart.ts";
import { rowRules } from "../../machines/row-rules.ts";
import type { Table } from "../../machines/table.ts";
import { type ChartName, tables } from "../../machines/tables.ts";
import type { WatchedRow } from "../../runtime/driver/watch.ts";

/** The tables of all charts, for who knows a chart by name only. */
export const charts: Readonly<Record<ChartName, Table>> = tables;

export function isChartName(name: string): name is ChartName {
  return Object.hasOwn(tables, name);
}

const known = new WeakMap<WatchedRow, readonly string[]>();
const NONE: readonly string[] = Object.freeze([]);

/** The rules that a row implements. */
export function rulesOf(chart: ChartName, row: WatchedRow): readonly string[] {
  const found = known.get(row);
  if (found !== undefined) return found;
  const rules = rowRules[chart][rowName(row)] ?? NONE;
  known.set(row, rules);
  return rules;
}
