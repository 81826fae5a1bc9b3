import type { Rule } from "../machines/rules.ts";
import { code, generated, plain, table } from "./markdown.ts";
import type { Citations } from "./test-report.ts";

/** Rules by row, by chart. */
export type RowRules = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** A sentence on rules that do not apply here, or apply in another form. */
export type RuleNotes = Readonly<Record<string, string | undefined>>;

const CHAPTERS = ["rpc", "connectivity"] as const;

/** `docs/rules.md`: for each rule what carries it, why it does not apply, or an honest "not yet". */
export function rulesPage(
  rules: Iterable<Rule>,
  rows: RowRules,
  notes: RuleNotes,
  tests: Citations,
  command: string,
): string {
  const covered = [...rules].filter((rule) => rule.chapter !== "stable");
  const untested = covered.filter((rule) => !tests.has(rule.id));
  const explained = untested.filter((rule) => notes[rule.id] !== undefined).length;
  const rowsOf = rowsByRule(rows);
  return `${[
    "# Rules",
    generated("`machines/row-rules.ts`, `docs/rule-notes.ts` and the report of the tests that passed", command),
    `The ${covered.length} rules of the chapters rpc and connectivity of the roam 7 specification: which rows of the charts in [states.md](states.md) carry each of them, and which tests name it in their title as \`[rule.id]\`. Tests that failed or were skipped do not count. The chapter on the stable conduit (18 rules) is not implemented.`,
    `Tests name ${covered.length - untested.length} of the ${covered.length} rules; of ${explained} a sentence says why they do not apply here; not yet there: ${untested.length - explained}. A sentence above tests says in what form the rule applies.`,
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
            [notes[id] ?? [], (tests.get(id) ?? []).map(plain)].flat().join("<br/>") || "not yet",
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
