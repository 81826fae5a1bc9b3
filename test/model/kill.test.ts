import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { tables } from "../../machines/tables.ts";
import { mutantsOf } from "../machines/mutants.ts";
import { call, plan, rx, tx } from "./configurations.ts";
import { equivalents } from "./equivalents.ts";
import { keepalives } from "./hunters.ts";
import { Hunt } from "./kill.ts";
import { wander } from "./wander.ts";

describe("mutants", () => {
  test("of keepalive are all killed by the worlds made for it", () => {
    const verdicts = [...new Hunt(keepalives).verdictsOf("keepalive")];
    expect(verdicts.length).toBeGreaterThan(15);
    expect(verdicts.filter(({ killedBy }) => killedBy === null)).toEqual([]);
  });

  test("live when no world comes to their row", () => {
    const verdicts = [...new Hunt([plan("quiet", [], [])]).verdictsOf("keepalive")];
    expect(verdicts.every(({ killedBy }) => killedBy === null)).toBe(true);
  });

  test("are what each excuse is about", () => {
    const names = Object.values(tables).flatMap(({ chart }) => mutantsOf(chart).map(({ name }) => name));
    expect(equivalents.filter(({ of }) => !names.some((name) => of.test(name)))).toEqual([]);
  });
});

test("the page tells every excuse", async () => {
  const page = await readFile(new URL("../../docs/model.md", import.meta.url), "utf8");
  expect(equivalents.filter(({ why }) => !page.includes(`: ${why}.`))).toEqual([]);
});

describe("a random walk", () => {
  const walks = { walks: 25, steps: 60, seed: 7 };
  const world = plan("streams", [call(0, [rx(2), tx(1)]), call(1, [])], ["cancel", "abandon"]);

  test("is the same for the same seed", () => {
    expect(wander(world, tables, walks)).toEqual(wander(world, tables, walks));
    expect(wander(world, tables, { ...walks, seed: 8 }).steps).not.toBe(wander(world, tables, walks).steps);
  });

  test("finds what is planted, and ends quietly where nothing is", () => {
    expect(wander(world, tables, walks).counterexample).toBeNull();
    const faulty = { ...world, faults: new Set(["creditOffByOne"] as const) };
    expect(wander(faulty, tables, walks).counterexample).toMatchObject({ rule: "rpc.flow-control.credit" });
  });
});
