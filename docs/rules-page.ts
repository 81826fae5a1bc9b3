import type { Rule } from "../machines/rules.ts";
import { code, generated, plain, table } from "./markdown.ts";
import type { Citations } from "./test-report.ts";

/** Rules by row, by chart. */
export type RowRules = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

const CHAPTERS = ["rpc", "connectivity"] as const;

/** `docs/rules.md`: for each rule what carries it, or an honest "not yet". */
export function rulesPage(rules: Iterable<Rule>, rows: RowRules, tests: Citations, command: string): string {
  const covered = [...rules].filter((rule) => rule.chapter !== "stable");
  const tested = covered.filter((rule) => tests.has(rule.id)).length;
  const rowsOf = rowsByRule(rows);
  return `${[
    "# Rules",
    generated("`machines/row-rules.ts` and the report of the tests that passed", command),
    `The ${covered.length} rules of the chapters rpc and connectivity of the roam 7 specification: which rows of the charts in [states.md](states.md) carry each of them, and which tests name it in their title as \`[rule.id]\`. Tests that failed or were skipped do not count. Tests name ${tested} of the ${covered.length} rules. The chapter on the stable conduit (18 rules) is not implemented.`,
    ...CHAPTERS.flatMap((chapter) => [
      `## ${chapter}`,
      table(
        ["Rule", "Layer", "Rows", "Tests"],
        covered
          .filter((rule) => rule.chapter === chapter)
          .map(({ id, layer }) => [
            code(id),
            layer,
            (rowsOf.get(id) ?? []).join("<br/>"),
            (tests.get(id) ?? []).map(plain).join("<br/>") || "not yet",
          ]),
      ),
    ]),
  ].join("\n\n")}\n`;
}

/** Rows that differ by their state alone share a line. */
function rowsByRule(charts: RowRules): Map<string, string[]> {
  const byRule = new Map<string, Map<string, string[]>>();
  for (const [chart, rows] of Object.entries(charts)) {
    for (const [row, ids] of Object.entries(rows)) {
      const [state = "", ...event] = row.split(" ");
      const what = `${chart}: ${code(event.join(" "))}`;
      for (const id of ids) {
        const lines = byRule.get(id) ?? new Map<string, string[]>();
        byRule.set(id, lines.set(what, [...(lines.get(what) ?? []), state]));
      }
    }
  }
  return new Map(
    [...byRule].map(([id, lines]) => [id, [...lines].map(([what, states]) => `${what} in ${states.join(", ")}`)]),
  );
}
