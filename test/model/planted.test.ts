import { describe, expect, test } from "vitest";
import { rowName } from "../../machines/chart.ts";
import { Table } from "../../machines/table.ts";
import { type ChartName, tables } from "../../machines/tables.ts";
import type { Tables } from "./charts.ts";
import { call, known, plan, rx, tx } from "./configurations.ts";
import { explore } from "./explore.ts";
import { drawLadder, rungsOf, toJsonLines } from "./ladder.ts";
import type { Fault, Plan } from "./plan.ts";

const bounds = { states: 20_000 };

/** The tables with one row changed: its effects, or the row gone. */
function withRow(chart: ChartName, name: string, effects: ((names: string[]) => string[]) | null): Tables {
  const { chart: data }: Table = tables[chart];
  const rows = data.rows.flatMap((row) => {
    if (rowName(row) !== name) return [row];
    if (effects === null) return [];
    const names = effects(row.effects.map((effect) => effect.name));
    return [{ ...row, effects: names.flatMap((wanted) => row.effects.find((effect) => effect.name === wanted) ?? []) }];
  });
  return { ...tables, [chart]: new Table({ ...data, rows }) };
}

const without = (gone: string) => (names: string[]) => names.filter((name) => name !== gone);
const twice = (doubled: string) => (names: string[]) =>
  names.flatMap((name) => (name === doubled ? [name, name] : [name]));

const oneWay = plan("to the callee", [call(0, [rx(1)])], ["abandon"]);
const oneSlot = plan("one slot", [call(0, []), call(0, [])], ["cancel"], { inFlight: 1 });
const planted: readonly [string, Plan, Tables, string][] = [
  ["a missing grant row", oneWay, withRow("outgoingChannel", "stalled peer.grant", null), "peer.violation"],
  [
    "Close sent twice",
    oneWay,
    withRow("outgoingChannel", "flowing local.close", twice("sendClose")),
    "rpc.channel.close",
  ],
  [
    "a Response sent twice",
    oneSlot,
    withRow("incomingRequest", "handling local.respond", twice("sendResponse")),
    "rpc.response.one-per-request",
  ],
  [
    "the slot of a cancelled call lost",
    oneSlot,
    withRow("outgoingRequest", "cancelling peer.response", without("freeSlot")),
    "rpc.flow-control.max-concurrent-requests",
  ],
  [
    "an answer that settles nothing",
    oneSlot,
    withRow("outgoingRequest", "awaitingResponse peer.response", without("settle")),
    "rpc.request.outcome",
  ],
  [
    "a peer that never accepts",
    plan("virtual", [], [], { virtual: [0] }),
    withRow("connection", "deciding local.accept", without("sendAccept")),
    "liveness",
  ],
];

const faulty = (fault: Fault, calls: Plan["calls"], more: Partial<Plan> = {}): Plan => {
  return plan(fault, calls, ["abandon", "cancel"], { ...more, faults: new Set([fault]) });
};

describe("the explorer finds", () => {
  test.each(planted)("%s", (_name, world, mutated, rule) => {
    expect(explore(world, tables, bounds).counterexample).toBeNull();
    expect(explore(world, mutated, bounds).counterexample?.rule).toBe(rule);
  });

  test("a sender with one credit too many", () => {
    const { counterexample } = explore(faulty("creditOffByOne", [call(0, [rx(1)])]), tables, bounds);
    expect(counterexample?.rule).toBe("rpc.flow-control.credit");
    expect(counterexample?.path).toHaveLength(1);
  });

  test("a Reset that overtakes the Call of its channel", () => {
    const calls = [call(0, []), call(0, [tx(1)])];
    const { counterexample } = explore(faulty("grantOvertakes", calls, { inFlight: 1 }), tables, bounds);
    expect(counterexample?.rule).toBe("peer.violation");
  });

  test("an outbox that tells nobody of its room", () => {
    const slow = faulty("roomUntold", [call(0, [rx(2)])], { fifo: 1, room: 1 });
    expect(explore(slow, tables, bounds).counterexample).not.toBeNull();
    expect(explore({ ...slow, faults: new Set() }, tables, bounds).counterexample).toBeNull();
  });

  test.each(known().map((world) => [world.name, world] as const))("%s", (_name, world) => {
    expect(explore(world, tables, bounds).counterexample).not.toBeNull();
    expect(explore({ ...world, faults: new Set() }, tables, bounds).counterexample).toBeNull();
  });
});

test("a counterexample is a ladder, and one line of JSON for each of its steps", () => {
  const { counterexample } = explore(faulty("creditOffByOne", [call(0, [rx(1)])]), tables, bounds);
  if (counterexample === null) throw new Error("nothing was found");
  const rungs = rungsOf(counterexample, tables);
  const ladder = drawLadder(counterexample, rungs);
  expect(ladder).toContain("1. makes call 0");
  expect(ladder).toContain("[sender 0: flowing]");
  expect(ladder).toContain("*** rpc.flow-control.credit");
  const lines = toJsonLines(counterexample, rungs).trim().split("\n");
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { kind: "counterexample", rule: "rpc.flow-control.credit" },
    { step: 1, peer: "A", action: "makes call 0", sent: ["Request root request 0"] },
  ]);
});
