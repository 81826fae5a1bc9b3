import { isDeepStrictEqual } from "node:util";
import type { Table } from "../../machines/table.ts";
import type { Pair } from "./oracle.ts";

/** Says where the table first does otherwise than XState's interpreter, or `undefined` if nowhere. */
export function firstDifference(table: Table, pairs: readonly Pair[]): string | undefined {
  for (const pair of pairs) {
    const difference = differenceAt(table, pair);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

function differenceAt(table: Table, { from, event, row, next, intents }: Pair): string | undefined {
  const where = `${table.chart.id}: ${from.snapshot.value} ${JSON.stringify(from.snapshot.context)} ${event.type}`;
  const step = table.step(from.snapshot, event);
  if ((step !== undefined) !== (row !== undefined)) return `${where}: enabled ${step !== undefined}`;
  if (step === undefined) return undefined;

  const differs = (what: string, ours: unknown, theirs: unknown) =>
    isDeepStrictEqual(ours, theirs) ? undefined : `${where}: ${what} ${show(ours)}, XState has ${show(theirs)}`;
  const final = table.isFinal(step);
  return (
    differs("value", step.value, next.value) ??
    differs("context", step.context, next.context) ??
    differs(
      "intents",
      step.intents.map(({ type, params }) => [type, params]),
      intents,
    ) ??
    differs("status", final ? "done" : "active", next.status) ??
    differs("output", final ? table.output(step) : undefined, next.output)
  );
}

function show(value: unknown): string {
  return JSON.stringify(value, (_key, part) => (typeof part === "bigint" ? `${part}n` : part)) ?? "undefined";
}
