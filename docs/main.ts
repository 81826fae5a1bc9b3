import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Chart } from "../machines/chart.ts";
import { rowRules } from "../machines/row-rules.ts";
import { rules } from "../machines/rules.ts";
import type { Table } from "../machines/table.ts";
import { tables } from "../machines/tables.ts";
import { LIMIT_NOTES } from "../runtime/limit-notes.ts";
import { DEFAULT_LIMITS } from "../runtime/limits.ts";
import { limitsPage } from "./limits-page.ts";
import { ruleNotes } from "./rule-notes.ts";
import { rulesPage } from "./rules-page.ts";
import { statesPage } from "./states-page.ts";
import { citationsOf, demandAll, readReport, type TestCase } from "./test-report.ts";

// Writes the generated pages, or with --check only says which of them are stale.
// Runs compiled, as dist/docs/main.js; the report is what `npm run docs` has vitest write.
const COMMAND = "npm run docs";
const root = fileURLToPath(new URL("../../", import.meta.url));
const charts: readonly Chart[] = Object.values(tables).map((table: Table) => table.chart);

function readTests(): TestCase[] {
  try {
    const read: unknown = JSON.parse(readFileSync(`${root}dist/test-report.json`, "utf8"));
    demandAll(read, root, testFiles());
    return readReport(read, root);
  } catch (cause) {
    throw new Error(`cannot use dist/test-report.json: run ${COMMAND}`, { cause });
  }
}

/** What `npm test` runs. */
function testFiles(): string[] {
  return readdirSync(`${root}test`, { recursive: true, encoding: "utf8" })
    .map((path) => `test/${path.replaceAll("\\", "/")}`)
    .filter((path) => /(?<!\.rust)\.test\.ts$/.test(path) && !path.includes("/node_modules/"));
}

function committed(page: string): string {
  try {
    return readFileSync(root + page, "utf8");
  } catch {
    return "";
  }
}

const tests = citationsOf(readTests(), (id) => rules.has(id));
const pages = new Map([
  ["docs/limits.md", limitsPage({ ...DEFAULT_LIMITS }, LIMIT_NOTES, COMMAND)],
  ["docs/states.md", statesPage(charts, COMMAND)],
  ["docs/rules.md", rulesPage(rules.values(), rowRules, ruleNotes, tests, COMMAND)],
]);

for (const [page, content] of pages) {
  if (!process.argv.includes("--check")) writeFileSync(root + page, content);
  else if (committed(page) !== content) {
    console.error(`${page} is stale: run ${COMMAND}`);
    process.exitCode = 1;
  }
}
