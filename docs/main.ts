import { readFileSync, writeFileSync } from "node:fs";
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
import { citationsOf, readReport } from "./test-report.ts";

// Writes the generated pages, or with --check only says which of them are stale.
// Runs compiled, as dist/docs/main.js; the report is what `npm run docs` has vitest write.
const COMMAND = "npm run docs";
const root = fileURLToPath(new URL("../../", import.meta.url));
const charts: readonly Chart[] = Object.values(tables).map((table: Table) => table.chart);

function report(): unknown {
  try {
    return JSON.parse(readFileSync(`${root}dist/test-report.json`, "utf8"));
  } catch (cause) {
    throw new Error(`no test report in dist/test-report.json: run ${COMMAND}`, { cause });
  }
}

function committed(page: string): string {
  try {
    return readFileSync(root + page, "utf8");
  } catch {
    return "";
  }
}

const tests = citationsOf(readReport(report(), root), (id) => rules.has(id));
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
