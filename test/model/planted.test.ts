import { describe, expect, test } from "vitest";
import { parseRecording, replay } from "../../inspect/replay.ts";
import { rowName } from "../../machines/chart.ts";
import { Table } from "../../machines/table.ts";
import { type ChartName, tables } from "../../machines/tables.ts";
import type { Tables } from "./charts.ts";
import { call, plan, rx, tx } from "./configurations.ts";
import { explore } from "./explore.ts";
import { drawLadder } from "./ladder.ts";
import type { Fault, Plan } from "./plan.ts";
import { recordingOf } from "./recording.ts";

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

  /** Each was in the runtime once. */
  const onceOurs: readonly [string, Fault, string, Plan["calls"], Partial<Plan>][] = [
    [
      "a refusal that meets a cancelled call and ends none of its channels",
      "refusalSwallowed",
      "liveness",
      [call(0, [tx(1)], { served: "unknownMethod" })],
      {},
    ],
    [
      "a refusal that meets a call after its wait is over",
      "refusalSwallowed",
      "liveness",
      [call(0, [tx(1)], { served: "unknownMethod" })],
      { choices: new Set(["deadline", "giveUp"]) },
    ],
    [
      "a Call with channels that is answered unrun, and its channels forgotten",
      "refusalForgetsChannels",
      "liveness",
      [call(0, [tx(1)])],
      { virtual: [0], isOpened: true, choices: new Set(["release"]) },
    ],
    [
      "a handler that runs because its connection ends",
      "teardownRuns",
      "rpc.handler",
      [call(0, []), call(0, [])],
      { handlers: 1, choices: new Set(["closeSession"]) },
    ],
    [
      "a refusal that ends a connection's last channels, and with it the call that it answers",
      "refusalBeforeAnswer",
      "rpc.request.outcome",
      [call(0, [tx(1)], { served: "unknownMethod" })],
      { choices: new Set(["release"]) },
    ],
    [
      "a Call that nobody serves, answered Cancelled while its connection drains",
      "unservedIsCancelled",
      "liveness",
      [call(0, [tx(1)], { served: "unknownMethod" })],
      { virtual: [0], isOpened: true, choices: new Set(["release"]) },
    ],
  ];

  test.each(onceOurs)("%s", (_name, fault, rule, calls, more) => {
    const world = faulty(fault, calls, more);
    expect(explore(world, tables, bounds).counterexample?.rule).toBe(rule);
    expect(explore({ ...world, faults: new Set() }, tables, bounds)).toMatchObject({
      isComplete: true,
      counterexample: null,
    });
  });
});

describe("a counterexample", () => {
  const found = () => {
    const world = faulty("teardownRuns", [call(0, [rx(1)]), call(0, [])], {
      handlers: 1,
      choices: new Set(["closeSession"]),
    });
    const { counterexample } = explore(world, tables, bounds);
    if (counterexample === null) throw new Error("nothing was found");
    return counterexample;
  };

  test("is a ladder", () => {
    const ladder = drawLadder(found(), tables);
    expect(ladder).toContain("1. makes call 0");
    expect(ladder).toContain("sends Request root request 0");
    expect(ladder).toContain("[sender 0: flowing]");
    expect(ladder).toMatch(/\n {38}\| \d\. Request root request 1 -+>\|\n/);
    expect(ladder.trim().split("\n").at(-1)).toMatch(/\*\*\* rpc\.handler: B call 1/);
  });

  test("is a recording that tells the same when it is replayed", () => {
    const { records, header } = parseRecording(recordingOf(found(), tables));
    expect(header.peers).toEqual(["left", "right"]);
    const { difference, events, states } = replay(records);
    expect(difference).toBeNull();
    expect(events).toBeGreaterThan(12);
    expect(states.get("left/s1/c0/tx1")).toBe("flowing");
    expect(states.get("right/s1/c0/h2")).toBe("handling");
    expect(records.map(({ seq }) => seq)).toEqual(records.map((_, index) => index + 1));
    expect(records).toContainEqual(
      expect.objectContaining({ type: "frame", direction: "in", kind: "Request", life: "right/s1/c0/h2" }),
    );
    expect(records.at(-1)).toMatchObject({ type: "error", rule: "rpc.handler" });
  });
});
