import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { DEFAULT_LIMITS } from "../../../runtime/index.ts";

test("each limit is set, or named with its figure, by a test of this folder", () => {
  const folder = new URL("./", import.meta.url);
  const others = readdirSync(folder).filter((name) => name.endsWith(".test.ts") && !import.meta.url.endsWith(name));
  const texts = others.map((name) => readFileSync(new URL(name, folder), "utf8")).join("\n");
  // As a key of `limits`, as `limit: "name"`, or in a text such as "limit name is 5".
  const isTested = (limit: string) => new RegExp(`\\b${limit}: |"${limit}"|limit ${limit} is `).test(texts);
  expect(Object.keys(DEFAULT_LIMITS).filter((limit) => !isTested(limit))).toEqual([]);
});
