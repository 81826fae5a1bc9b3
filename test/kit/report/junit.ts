import type { CaseResult, Report } from "../case.ts";
import { ladder } from "../trace.ts";
import { escaped } from "./escape.ts";

/** The report as JUnit XML: Fail is a failure, Missing is skipped, the rest passes and says its verdict. */
export function junitOf({ peer, profile, cases, counts }: Report): string {
  const seconds = cases.reduce((sum, { ms }) => sum + ms, 0) / 1_000;
  const name = escaped(`roam conformance of ${peer}, ${profile}`);
  const totals = `tests="${cases.length}" failures="${counts.Fail}" skipped="${counts.Missing}" errors="0"`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites>
<testsuite name="${name}" ${totals} time="${seconds.toFixed(3)}">
${cases.map(testCase).join("\n")}
</testsuite>
</testsuites>
`;
}

function testCase(result: CaseResult): string {
  const { name, rules, verdict, ms } = result;
  const head = `classname="${escaped(rules[0] ?? "roam")}" name="${escaped(name)}" time="${(ms / 1_000).toFixed(3)}"`;
  const properties = `<properties><property name="verdict" value="${verdict}"/><property name="rules" value="${escaped(rules.join(" "))}"/></properties>`;
  return `<testcase ${head}>${properties}${outcome(result)}</testcase>`;
}

function outcome({ verdict, findings, frames }: CaseResult): string {
  const wrong = findings.filter((it) => it.verdict === verdict);
  const message = escaped(wrong.map((it) => `expected ${it.expected}; got ${it.actual}`).join(" | "));
  if (verdict === "Missing") return `<skipped message="${message}"/>`;
  if (verdict !== "Fail") return "";
  return `<failure type="Fail" message="${message}">${escaped(ladder(frames))}</failure>`;
}
