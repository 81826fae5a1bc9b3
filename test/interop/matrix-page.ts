import type { TestCase, TestModule } from "vitest/node";
import { generated, plain, table } from "../../docs/markdown.ts";

const SETTINGS = ["tcp", "ws", "unix"].flatMap((link) => [`${link}, we accept`, `${link}, we initiate`]);

/** What the published crate cannot be made to do (PROTOCOL.md 11); "they call, by hand" has cases in their place. */
const IMPOSSIBLE = [
  ["they call", "cancel", "impossible: D-R16"],
  ["they call", "reset", "impossible: D-R26"],
  ["they call", "ProtocolError", "impossible: D-R1"],
] as const;

const LEGEND = `Each case runs against a live peer built from the published crates \`roam\`, \`roam-core\`, \`roam-stream\` and
\`roam-websocket\`. A run in which every case passes compares itself with this page, and fails where they differ.

- \`passed\`: the case ran on this link, with this side speaking first, and all that it checks held.
- \`–\`: the case is about another link.
- \`impossible: D-R16\`: the published crate has no way to do it, as PROTOCOL.md 11 says under that id. The same is sent
  by hand through the crate's link instead: see "They call, by hand".
- \`D-R10\` and the like in the name of a case: what roam 7.3.0 does wrong, by its id in PROTOCOL.md 11, is provoked, and
  our side neither hangs, nor leaks, nor gives up a session that can go on.`;

/** The matrix first, what goes wrong last. */
const ORDER = ["we call", "they call", "both at once", "virtual connections", "they call, by hand"];

function rank(group: string): number {
  const at = ORDER.indexOf(group);
  return at === -1 ? ORDER.length : at;
}

/** `group` of cases → case → setting → outcome. */
type Matrix = Map<string, Map<string, Map<string, string>>>;

function titlesOf(test: TestCase): string[] {
  const titles = [test.name];
  for (let parent = test.parent; parent.type === "suite"; parent = parent.parent) titles.unshift(parent.name);
  return titles.map((title) => title.replace(/^'([^']*)'/, "$1"));
}

/** Titles such as `tcp, we initiate: we call` name a setting and a group of cases. */
const SET = /^(tcp|ws|unix)((?:, we \w+)?): (.*)$/;

function put(matrix: Matrix, group: string, name: string, setting: string, cell: string): void {
  const cases = matrix.get(group) ?? new Map<string, Map<string, string>>();
  const cells = cases.get(name) ?? new Map<string, string>();
  matrix.set(group, cases.set(name, cells.set(setting, cell)));
}

function place(matrix: Matrix, test: TestCase): void {
  const titles = titlesOf(test).map((title) => title.replace(/\[[a-z][\w.*-]*\]\s*/g, ""));
  const name = titles.pop() ?? "";
  const [, link, role, rest = name] = SET.exec(titles.join(" ")) ?? SET.exec(name) ?? [];
  const setting = link === undefined ? "" : `${link}${role}`;
  const group = titles.length === 0 ? "in bulk" : link === undefined ? titles.join(" ") : rest;
  const caseName = titles.length === 0 ? rest : name;
  put(matrix, group, caseName, setting, test.result().state);
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

/** How the page is written anew. */
export const COMMAND = "INTEROP_REPORT=docs/interop.md npm run test:interop";

/** The matrix of what was run against the live Rust peer, as a page: the same for the same outcomes. */
export function matrixPage(modules: readonly TestModule[]): string {
  const matrix: Matrix = new Map();
  for (const [group, name, cell] of IMPOSSIBLE) for (const setting of SETTINGS) put(matrix, group, name, setting, cell);
  const inOrder = [...modules].sort((a, b) => (a.moduleId < b.moduleId ? -1 : 1));
  for (const module of inOrder) for (const test of module.children.allTests()) place(matrix, test);
  const groups = [...matrix].sort(([a], [b]) => rank(a) - rank(b));
  const text = [
    "# Against roam 7.3.0 for Rust, as published",
    generated("`test/interop`", COMMAND),
    LEGEND,
    ...groups.map(([group, cases]) => section(group, cases)),
  ];
  return `${text.join("\n\n")}\n`;
}
