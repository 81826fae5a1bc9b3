import { expect, test } from "vitest";
import { rulesPage } from "../../docs/rules-page.ts";
import { rowRules } from "../../machines/row-rules.ts";
import { rules } from "../../machines/rules.ts";

const tests = new Map([["rpc.cancel", ["test/a.test.ts: stops | <now>"]]]);
const notes = { "rpc.cancel": "In another form.", "transport.shm": "Cannot be." };
const page = rulesPage(rules.values(), rowRules, notes, tests, "npm run docs");
const lines = page.split("\n");
const lineOf = (rule: string) => lines.find((line) => line.startsWith(`| \`${rule}\` |`)) ?? "";

test("has the 120 rules of two chapters in order, none of the stable conduit", () => {
  const ids = lines.flatMap((line) => /^\| `([^`]+)` \|/.exec(line)?.[1] ?? []);
  expect(ids).toEqual([...rules.keys()].slice(0, 120));
  expect(page).toContain("Tests name 1 of the 120 rules; of 1 a sentence says why");
  expect(page).toContain("not yet there: 118.");
});

test("shows rows, sentence and tests, or says not yet", () => {
  expect(lineOf("rpc.cancel")).toContain("outgoingRequest: `local.cancel` in queued, awaitingResponse");
  expect(lineOf("rpc.cancel")).toMatch(/\| In another form\.<br\/>test\/a\.test\.ts: stops \\\| &lt;now> \|$/);
  expect(lineOf("rpc.response")).toMatch(/awaitingResponse.*\| not yet \|$/);
  expect(lineOf("transport.shm")).toBe("| `transport.shm` | link |  | Cannot be. |");
  expect(lineOf("link.order")).toBe("| `link.order` | link |  | not yet |");
});

test("is the same each time, and says how to refresh it", () => {
  expect(rulesPage(rules.values(), rowRules, notes, tests, "npm run docs")).toBe(page);
  expect(page).toContain("run `npm run docs`");
  expect(page).not.toMatch(/\d{4}-\d\d-\d\d/);
});
