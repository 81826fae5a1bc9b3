import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Chart } from "../../machines/chart.ts";
import type { Table } from "../../machines/table.ts";
import { tables } from "../../machines/tables.ts";

const page = readFileSync(new URL("../../docs/compatibility.md", import.meta.url), "utf8");
/** The table of the chart's rows: chart, event and guard of each line. */
const listed = [...page.matchAll(/^\| `(\w+)` \| `([\w.]+)` `\[(\w+)\]` \|/gm)].map(([, ...cells]) => cells.join(" "));

/** Rows whose guard asks for the profile, without their states. */
function tolerances(chart: Chart): string[] {
  const { guards } = chart.machine.implementations;
  const asks = (name: string) => String(guards[name]).includes("profile");
  return chart.rows.flatMap(({ event, guard }) =>
    guard !== null && asks(guard.name) ? [`${chart.id} ${event} ${guard.name}`] : [],
  );
}

test("lists every row that compat has and strict has not, and nothing else", () => {
  const charts: Chart[] = Object.values(tables).map((table: Table) => table.chart);
  const rows = new Set(charts.flatMap(tolerances));
  expect(rows.size).toBeGreaterThan(10);
  expect(listed.toSorted()).toEqual([...rows].toSorted());
});

test("links to nothing that is not in the repository", () => {
  for (const [, target = ""] of page.matchAll(/\]\(([^)#]+)\)/g)) {
    expect(() => readFileSync(new URL(`../../docs/${target}`, import.meta.url))).not.toThrow();
  }
});
