import type { Chart } from "../machines/chart.ts";
import { code, generated, plain, table } from "./markdown.ts";

/** `docs/states.md`: each chart as a diagram and as a table. */
export function statesPage(charts: readonly Chart[], command: string): string {
  return `${[
    "# States",
    generated("the charts in `machines/`", command),
    "Each request, channel and connection is an actor that follows one of these charts. An event is named after its origin: `local` (the user of this peer), `peer` (a message from the counterpart), `link`, `timer`, `parent` (the driver). A `peer` event without a row is a violation by the counterpart; a `local` event without a row is a mistake of the caller. Rows are tried from top to bottom.",
    ...charts.flatMap(section),
  ].join("\n\n")}\n`;
}

function section(chart: Chart): string[] {
  const states = [...chart.states].map(([name, { final, tags, description }]) => [
    code(name),
    [...(name === chart.initial ? ["first"] : []), ...(final ? ["final"] : []), ...[...tags].map(code)].join(", "),
    plain(description),
  ]);
  const rows = chart.rows.map((row) => [
    code(row.state),
    code(row.event),
    row.guard ? code(row.guard.name) : "",
    row.target === null ? "stays" : code(row.target),
    row.effects.flatMap((effect) => (effect.kind === "intent" ? [code(effect.name)] : [])).join(", "),
    plain(row.description),
  ]);
  return [
    `## ${chart.id}`,
    `${plain(chart.description)}.`,
    `\`\`\`mermaid\n${diagram(chart)}\n\`\`\``,
    "Rows that stay in their state are in the table only.",
    table(["State", "Kind", "Meaning"], states),
    table(["State", "Event", "Guard", "Next state", "Intents", "Meaning"], rows),
  ];
}

/** A Mermaid state diagram; rows between the same two states share an arrow. */
export function diagram(chart: Chart): string {
  const arrows = new Map<string, string[]>();
  for (const { state, event, guard, target } of chart.rows) {
    if (target === null) continue;
    const arrow = `${state} --> ${target}`;
    const labels = arrows.get(arrow) ?? [];
    arrows.set(arrow, [...labels, guard ? `${event} [${guard.name}]` : event]);
  }
  const ends = [...chart.states].filter(([, { final }]) => final).map(([name]) => name);
  return [
    "stateDiagram-v2",
    `  [*] --> ${chart.initial}`,
    ...[...arrows].map(([arrow, labels]) => `  ${arrow} : ${labels.join("<br/>")}`),
    ...ends.map((state) => `  ${state} --> [*]`),
  ].join("\n");
}
