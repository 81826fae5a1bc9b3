import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { waysToNode } from "../architecture/arrows.ts";

const ROOT = new URL("../../", import.meta.url);

/** Loaded where a recording goes to a file; a bundle for browsers leaves them out. */
const FILES = ["inspect/record/file-sink.ts", "inspect/software.ts"];

it("the entry for browsers reaches none of Node's own modules but where it writes a file", () => {
  const sources = new Map<string, string>();
  for (const part of ["machines", "runtime", "inspect"]) {
    for (const name of readdirSync(new URL(part, ROOT), { recursive: true, encoding: "utf8" })) {
      const path = `${part}/${name.replaceAll("\\", "/")}`;
      if (path.endsWith(".ts")) sources.set(path, readFileSync(new URL(path, ROOT), "utf8"));
    }
  }
  const ways = waysToNode(sources, "inspect/browser.ts");
  expect(waysToNode(sources, "inspect/index.ts").length).toBeGreaterThan(ways.length);
  expect(ways.filter((way) => !FILES.some((path) => way.includes(path)))).toEqual([]);
});
