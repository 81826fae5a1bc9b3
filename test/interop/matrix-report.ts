import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Reporter, TestCase, TestModule } from "vitest/node";
import { generated, plain, table } from "../../docs/markdown.ts";

/** What the published crate cannot be made to do, and what stands in for it. */
const IMPOSSIBLE = [
  ["they call: cancel", "impossible: D-R16", "by hand"],
  ["they call: reset", "impossible: D-R26", "by hand"],
  ["they call: ProtocolError", "impossible: D-R1", "by hand"],
] as const;

/** `group` of cases → case → setting → outcome. */
type Matrix = Map<string, Map<string, Map<string, string>>>;

function titlesOf(test: TestCase): string[] {
  const titles = [test.name];
  for (let parent = test.parent; parent.type === "suite"; parent = parent.parent) titles.unshift(parent.name);
  return titles.map((title) => title.replace(/^'([^']*)'/, "$1"));
}

/** Titles such as `tcp, we initiate: we call` name a setting and a group of cases. */
const SET = /^(tcp|ws|unix)((?:, we \w+)?): (.*)$/;

function place(matrix: Matrix, test: TestCase): void {
  const titles = titlesOf(test).map((title) => title.replace(/\[[a-z][\w.*-]*\]\s*/g, ""));
  const name = titles.pop() ?? "";
  const [, link, role, rest = name] = SET.exec(titles.join(" ")) ?? SET.exec(name) ?? [];
  const setting = link === undefined ? "" : `${link}${role}`;
  const group = titles.length === 0 ? "in bulk" : link === undefined ? titles.join(" ") : rest;
  const caseName = titles.length === 0 ? rest : name;
  const cases = matrix.get(group) ?? new Map<string, Map<string, string>>();
  const cells = cases.get(caseName) ?? new Map<string, string>();
  matrix.set(group, cases.set(caseName, cells.set(setting, test.result().state)));
}

function section(group: string, cases: Map<string, Map<string, string>>): string {
  const settings = [...new Set([...cases.values()].flatMap((cells) => [...cells.keys()]))].sort();
  const head = ["case", ...settings.map((setting) => (setting === "" ? "outcome" : setting))];
  const rows = [...cases].map(([name, cells]) => [
    plain(name),
    ...settings.map((setting) => cells.get(setting) ?? "–"),
  ]);
  return `## ${group[0]?.toUpperCase()}${group.slice(1)}\n\n${table(head, rows)}`;
}

/** Writes the matrix of what was run against the live Rust peer as a page, where INTEROP_REPORT names one. */
export default class MatrixReport implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const page = process.env.INTEROP_REPORT;
    if (page === undefined) return;
    const matrix: Matrix = new Map();
    const inOrder = [...modules].sort((a, b) => (a.moduleId < b.moduleId ? -1 : 1));
    for (const module of inOrder) for (const test of module.children.allTests()) place(matrix, test);
    const command = "INTEROP_REPORT=docs/interop.md npm run test:interop";
    const text = [
      "# Against roam 7.3.0 for Rust, as published",
      generated("`test/interop`", command),
      "Each case runs against a live peer built from the published crates. A cell is the outcome of its last run.",
      ...[...matrix].map(([group, cases]) => section(group, cases)),
      "## What the published crate never sends",
      table(["case", "cell", "covered"], IMPOSSIBLE),
    ];
    mkdirSync(dirname(page), { recursive: true });
    writeFileSync(page, `${text.join("\n\n")}\n`);
  }
}
