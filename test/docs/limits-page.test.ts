import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { limitsPage } from "../../docs/limits-page.ts";
import { LIMIT_NOTES } from "../../runtime/limit-notes.ts";
import { DEFAULT_LIMITS } from "../../runtime/limits.ts";

const page = limitsPage({ ...DEFAULT_LIMITS }, LIMIT_NOTES, "npm run docs");
const lineOf = (limit: string) => page.split("\n").find((line) => line.startsWith(`| \`${limit}\` |`)) ?? "";

test("has a line for each limit, in their order", () => {
  const named = page.split("\n").flatMap((line) => /^\| `(\w+)` \|/.exec(line)?.[1] ?? []);
  expect(named).toEqual(Object.keys(DEFAULT_LIMITS));
});

test("shows figures with their unit", () => {
  expect(lineOf("frame")).toContain("| 4 MiB |");
  expect(lineOf("frameBeforeHello")).toContain("| 64 KiB |");
  expect(lineOf("handshakeMs")).toContain("| 5,000 ms |");
  expect(lineOf("channels")).toContain("| 1,024 for a connection |");
  expect(lineOf("abortsPerSecond")).toContain("| 33 a second |");
});

test("fails for a limit without a note", () => {
  expect(() => limitsPage({ nobody: 1 }, LIMIT_NOTES, "npm run docs")).toThrow("nobody");
});

test("is what is committed", () => {
  expect(readFileSync(new URL("../../docs/limits.md", import.meta.url), "utf8")).toBe(page);
});
