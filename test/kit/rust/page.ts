import type { CaseResult, Report } from "../case.ts";
import { ladder } from "../trace.ts";
import { VERDICTS } from "../verdict.ts";
import { DEVIATIONS, type Deviation, deviationOf } from "./deviations.ts";

const COMMAND = "node dist/test/kit/rust/main.js";

/** `docs/conformance-rust-7.3.0.md`, from a run. */
export function pageOf({ cases, counts, notTried }: Report): string {
  const faulty = cases.filter(({ verdict }) => verdict !== "Pass");
  const ids = new Set(faulty.flatMap(({ name }) => deviationOf(name)?.id ?? []));
  const unexplained = faulty.filter(({ name }) => deviationOf(name) === undefined);
  return `# roam 7.3.0 for Rust, as the conformance kit sees it

This page is generated. Do not edit it; to refresh it, run \`npm run build && ${COMMAND}\`, which needs cargo.
\`${COMMAND} --check\` runs the same cases and compares the verdicts with this page.

The peer is built from the published crates (\`test/interop/rust\`), listens on TCP, serves Testbed, lets virtual
connections in and runs on one thread, so that its races do not blur the verdicts. The profile is \`strict\`. What the
verdicts mean, and how to test a peer of your own: [conformance.md](conformance.md).

${VERDICTS.map((verdict) => `${verdict} ${counts[verdict]}`).join(", ")}: ${cases.length} cases. The cases that are no Pass show ${ids.size} of the
deviations that PROTOCOL.md 11 lists.

To see one again: \`cargo run --manifest-path test/interop/rust/Cargo.toml --bin peer -- --listen 127.0.0.1:9000 --virtuals --single\`,
and beside it \`npx roam-xstate conformance --target tcp://127.0.0.1:9000 --verbose --only "NAME"\`.

## What fails, and why

${DEVIATIONS.flatMap((it) => section(it, faulty)).join("\n\n")}
${unexplained.length === 0 ? "" : `\n## Unexplained\n\n${table(unexplained)}\n`}
## What passes

${cases
  .filter(({ verdict }) => verdict === "Pass")
  .map(({ name, rules }) => `- ${name} (${rules.join(", ")})`)
  .join("\n")}

## What is not tried

${[...reasons(notTried)].map(([why, pairs]) => `- ${why}: ${pairs.join("; ")}`).join("\n")}
`;
}

/** One deviation: which cases show it, and the frames of the first. */
function section(deviation: Deviation, faulty: readonly CaseResult[]): string[] {
  const cases = faulty.filter(({ name }) => deviationOf(name) === deviation);
  const [first] = cases;
  if (first === undefined) return [];
  const wrong = first.findings.find(({ verdict }) => verdict !== "Pass");
  return [
    `### ${deviation.id ?? "Not listed"}

${deviation.what}

${table(cases)}

The first of them: expected ${wrong?.expected ?? "–"}; got ${wrong?.actual ?? "–"}.

\`\`\`text
${withoutEndSpaces(ladder(first.frames.slice(-24)))}
\`\`\``,
  ];
}

const withoutEndSpaces = (text: string) => text.replace(/ +$/gm, "");

function table(cases: readonly CaseResult[]): string {
  const rows = cases.map(({ name, verdict, findings }) => {
    const rules = new Set(findings.flatMap((it) => (it.verdict === "Pass" ? [] : it.rules)));
    return `| ${verdict} | ${name} | ${[...rules].map((rule) => `\`${rule}\``).join(", ")} |`;
  });
  return ["| verdict | case | rules |", "| --- | --- | --- |", ...rows].join("\n");
}

function reasons(notTried: Report["notTried"]): Map<string, string[]> {
  const byReason = new Map<string, string[]>();
  for (const { chart, state, event, why } of notTried) {
    const pair = `${chart} ${state} ${event}`;
    byReason.set(why, [...(byReason.get(why) ?? []), pair]);
  }
  return byReason;
}

/** The verdicts that a page tells, by case. */
export function verdictsIn(page: string): Map<string, string> {
  const verdicts = new Map<string, string>();
  for (const [, verdict, name] of page.matchAll(/^\| ([A-Z][a-z-]+) \| (.+?) \| `/gm)) {
    if (verdict !== undefined && name !== undefined) verdicts.set(name, verdict);
  }
  return verdicts;
}
