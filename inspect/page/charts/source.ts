import { type Row, rowName } from "../../../machines/chart.ts";
import { rowRules } from "../../../machines/row-rules.ts";
import { type ChartName, tables } from "../../../machines/tables.ts";

// For the build alone: the charts, and which rules their rows carry.

export const charts = Object.fromEntries(Object.entries(tables).map(([name, { chart }]) => [name, chart]));

export function rulesOf(name: ChartName, row: Pick<Row<never>, "state" | "event" | "guard">): readonly string[] {
  return rowRules[name][rowName(row)] ?? [];
}
