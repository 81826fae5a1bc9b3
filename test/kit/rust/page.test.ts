import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { scriptsFor } from "../conformance.ts";
import { DEVIATIONS, deviationOf } from "./deviations.ts";
import { verdictsIn } from "./page.ts";

// The run itself needs cargo: `node dist/test/kit/rust/main.js --check`.

const page = readFileSync(new URL("../../../docs/conformance-rust-7.3.0.md", import.meta.url), "utf8");
const names = scriptsFor("acceptor").scripts.map(({ name }) => name);

describe("the page about Rust 7.3.0", () => {
  it("tells of the cases that there are, each once", () => {
    const passed = [...page.matchAll(/^- (.+?) \([a-z., -]+\)$/gm)].map(([, name]) => name);
    expect([...verdictsIn(page).keys(), ...passed].sort()).toEqual([...names].sort());
  });

  it("explains every case that is no Pass", () => {
    const unexplained = [...verdictsIn(page).keys()].filter((name) => deviationOf(name) === undefined);
    expect(unexplained).toEqual([]);
    expect(page).not.toContain("## Unexplained");
  });

  it("shows at least ten of the known deviations", () => {
    expect(new Set(page.match(/^### D-R\d+$/gm)).size).toBeGreaterThanOrEqual(10);
  });

  it("knows no deviation that no case could show", () => {
    for (const { id, shownBy } of DEVIATIONS)
      expect([id, names.some((name) => shownBy.test(name))]).toEqual([id, true]);
  });
});
