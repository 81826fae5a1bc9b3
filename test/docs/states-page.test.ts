import { expect, test } from "vitest";
import { diagram, statesPage } from "../../docs/states-page.ts";
import type { Chart } from "../../machines/chart.ts";
import type { Table } from "../../machines/table.ts";
import { tables } from "../../machines/tables.ts";

const charts: readonly Chart[] = Object.values(tables).map((table: Table) => table.chart);

test("the keepalive chart as a diagram", () => {
  expect(diagram(tables.keepalive.chart)).toBe(`stateDiagram-v2
  [*] --> quiet
  quiet --> awaitingPong : timer.interval
  awaitingPong --> quiet : peer.pong [nonceMatches]
  awaitingPong --> dead : timer.pongOverdue
  dead --> [*]`);
});

test("the page has each chart, each state and each row once", () => {
  const page = statesPage(charts, "npm run docs");
  const lines = page.split("\n");
  for (const chart of charts) expect(lines.filter((line) => line === `## ${chart.id}`)).toHaveLength(1);
  const rows = charts.flatMap((chart) => chart.rows);
  const states = charts.flatMap((chart) => [...chart.states]);
  expect(lines.filter((line) => line.startsWith("| `"))).toHaveLength(rows.length + states.length);
  expect(page).toContain(
    "| `awaitingPong` | `peer.pong` | `nonceMatches` | `quiet` | `armInterval` | The counterpart lives |",
  );
  expect(page).toContain("| `quiet` | `peer.pong` |  | stays |  | A Pong that nobody waits for: ignored |");
});

test("each row that leaves its state is on an arrow", () => {
  for (const chart of charts) {
    const arrows = diagram(chart).split("\n");
    for (const { state, event, guard, target } of chart.rows) {
      if (target === null) continue;
      const labels = arrows.find((line) => line.startsWith(`  ${state} --> ${target} : `))?.split(" : ")[1];
      expect(labels?.split("<br/>")).toContain(guard ? `${event} [${guard.name}]` : event);
    }
  }
});
