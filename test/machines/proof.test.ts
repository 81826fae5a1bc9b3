import { describe, expect, test } from "vitest";
import { rowName } from "../../machines/chart.ts";
import { firstDifference } from "./compare.ts";
import { provable } from "./subjects.ts";

describe.each(provable)("the table of $name", ({ name, table, pairs }) => {
  test("does on every reachable pair what XState's interpreter does", () => {
    expect(firstDifference(table, pairs)).toBeUndefined();
    const points = new Set(pairs.map((pair) => pair.from)).size;
    console.log(`${name}: ${points} states with context, ${pairs.length} pairs, ${table.chart.rows.length} rows`);
  });

  test("takes the same row as XState", () => {
    for (const { from, event, row } of pairs) {
      expect(table.step(from.snapshot, event)?.row.description).toBe(row);
    }
  });

  test("begins where XState begins", () => {
    for (const { from } of pairs.filter((pair) => pair.from.path.length === 0)) {
      const { value, context } = from.snapshot;
      expect(table.initial(from.input)).toStrictEqual({ value, context });
    }
  });

  test("has each of its rows taken, each guard seen true and false", () => {
    const seen = new Set<string>();
    for (const { from, event } of pairs) {
      for (const row of table.chart.rows) {
        if (row.state !== from.snapshot.value || row.event !== event.type) continue;
        const args = { context: from.snapshot.context, event };
        const enabled = row.guard === null || row.guard.test(args, row.guard.params?.of(args));
        seen.add(`${rowName(row)} ${enabled}`);
        if (enabled) break;
      }
    }
    const wanted = table.chart.rows.flatMap((row) => {
      const taken = `${rowName(row)} true`;
      return row.guard === null ? [taken] : [taken, `${rowName(row)} false`];
    });
    expect(wanted.filter((outcome) => !seen.has(outcome))).toEqual([]);
  });
});
