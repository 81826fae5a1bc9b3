import { describe, expect, it } from "vitest";
import { THRESHOLDS, warningsOf } from "../../../inspect/page/model/warnings.ts";
import { World } from "../../../inspect/page/model/world.ts";
import type { FeedRecord } from "../../../inspect/records.ts";
import { DEMO_MS, demo } from "./demo.ts";
import { HEADER, Stage } from "./stage.ts";

function worldOf(records: readonly FeedRecord[]): World {
  const world = new World();
  for (const record of records) world.apply(record);
  return world;
}

const warnings = (stage: Stage, now: number, limits = HEADER.limits) =>
  warningsOf(worldOf(stage.records()), { ...HEADER, limits }, THRESHOLDS, now).list;

function stalledAt(at: number): Stage {
  const stage = new Stage();
  stage.begin(0, { life: "tx", chart: "outgoingChannel", parent: null, label: "Tx 1", state: "flowing" });
  stage.event(at, "tx", "local.stall");
  return stage;
}

describe("a stalled channel", () => {
  it("is named as soon as it is older than the threshold, with who must act", () => {
    const stage = stalledAt(1_000);
    expect(warnings(stage, 2_999)).toEqual([]);
    expect(warnings(stage, 3_000)).toMatchObject([
      {
        kind: "stalled",
        isSevere: true,
        life: "tx",
        at: 1_000,
        text: expect.stringContaining("the receiver must take items"),
      },
    ]);
  });

  it("is told in the words of its latest sample", () => {
    const stage = stalledAt(1_000);
    stage.sample(1_500, "tx", { credit: 0, waiting: 1, explanation: "first words" });
    stage.sample(2_500, "tx", { credit: 0, waiting: 1, explanation: "the receiver must grant" });
    expect(warnings(stage, 3_100).map(({ text }) => text)).toEqual(["the receiver must grant"]);
    expect(warnings(stage, 9_000).map(({ text }) => text)).toEqual(["the receiver must grant (said 6.5 s ago)"]);
  });

  it("is forgotten when it flows again, or ends", () => {
    const flowing = stalledAt(1_000);
    flowing.event(4_000, "tx", "peer.grant");
    expect(warnings(flowing, 9_000)).toEqual([]);
    const over = stalledAt(1_000);
    over.event(4_000, "tx", "peer.reset");
    over.end(4_000, "tx");
    expect(warnings(over, 9_000)).toEqual([]);
  });
});

describe("warnings", () => {
  it("name what is wrong in the demonstration, the stall first", () => {
    const { list: all } = warningsOf(worldOf(demo(5)), HEADER, THRESHOLDS, DEMO_MS);
    expect(all[0]).toMatchObject({ kind: "stalled", life: "left/s1/c0/tx3" });
    expect(all.filter(({ kind }) => kind === "violation")).toMatchObject([
      { rule: "rpc.response", life: "left/s1/c1" },
    ]);
    expect(all.filter(({ kind }) => kind === "gap")).toMatchObject([{ title: "37 records dropped" }]);
    expect(all.filter(({ kind }) => kind === "old").map(({ life }) => life)).toContain("left/s1/c0/r13");
    expect(new Set(all.map(({ key }) => key)).size).toBe(all.length);
  });

  it("are of the lives that are asked for, and of what is of no life", () => {
    const only = (name: string) =>
      warningsOf(worldOf(demo(5)), HEADER, THRESHOLDS, DEMO_MS, (life) => life.name === name).list;
    expect(only("left/s1/c0/tx3").map(({ kind }) => kind)).toEqual(["stalled", "gap"]);
  });

  it("put so many into words, the oldest first, and count the rest", () => {
    const stage = new Stage();
    for (let n = 0; n < 700; n += 1) {
      stage.begin(n, { life: `r${n}`, chart: "outgoingRequest", parent: null, label: "" });
    }
    const { list, more } = warningsOf(worldOf(stage.records()), HEADER, THRESHOLDS, 60_000);
    expect([list.length, more]).toEqual([500, 200]);
    expect(list[0]).toMatchObject({ life: "r0" });
  });

  it("name a request that is older than the threshold", () => {
    const stage = new Stage();
    stage.begin(0, { life: "r", chart: "outgoingRequest", parent: null, label: "Slow.work #1" });
    stage.event(1, "r", "parent.slot");
    expect(warnings(stage, THRESHOLDS.request - 1)).toEqual([]);
    expect(warnings(stage, THRESHOLDS.request)).toMatchObject([{ kind: "old", title: "Slow.work #1" }]);
  });

  it("name what outlives its connection as a leak", () => {
    const stage = new Stage();
    stage.begin(0, { life: "c", chart: "connection", parent: null, label: "connection 1" });
    stage.begin(0, { life: "r", chart: "outgoingRequest", parent: "c", label: "Call #1" });
    stage.event(10, "c", "parent.ended");
    stage.end(10, "c");
    expect(warnings(stage, 1_000)).toEqual([]);
    expect(warnings(stage, 5_000)).toMatchObject([
      { kind: "leak", life: "r", text: expect.stringContaining("outlives connection 1") },
    ]);
  });

  it("do not call a channel a leak that outlives its call", () => {
    const stage = new Stage();
    stage.begin(0, { life: "r", chart: "outgoingRequest", parent: null, label: "Call #1" });
    stage.begin(0, { life: "tx", chart: "outgoingChannel", parent: "r", label: "Tx 1", state: "flowing" });
    stage.event(10, "r", "local.cancel");
    stage.end(10, "r");
    expect(warnings(stage, 5_000)).toEqual([]);
  });

  it("name misuse by our own code apart from what the counterpart did", () => {
    const stage = new Stage();
    stage.begin(0, { life: "r", chart: "outgoingRequest", parent: null, label: "" });
    const records = stage.records();
    const misuse: FeedRecord = {
      ...{ type: "transition", seq: 2, at: 5, wall: 0, peer: "left", life: "r" },
      ...{ event: { type: "local.respond" }, from: "queued", to: "queued", unexpected: true, rules: [] },
    };
    expect(warningsOf(worldOf([...records, misuse]), HEADER, THRESHOLDS, 5).list).toMatchObject([
      { title: "Misuse", isSevere: false },
    ]);
  });

  it.each([
    [5, []],
    [6, [{ title: "channels: 6 of 8", isSevere: false }]],
    [8, [{ title: "channels: 8 of 8", isSevere: true }]],
  ])("say when %i of 8 channels of a connection are in use", (used, expected) => {
    const stage = new Stage();
    stage.begin(0, { life: "c", chart: "connection", parent: null, label: "" });
    for (let n = 0; n < used; n += 1) {
      stage.begin(0, { life: `c/tx${n}`, chart: "outgoingChannel", parent: "c", label: "", state: "flowing" });
    }
    expect(warnings(stage, 0, { channels: 8 })).toMatchObject(expected);
  });
});
