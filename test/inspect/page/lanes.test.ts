import { describe, expect, it } from "vitest";
import { parseFilter } from "../../../inspect/page/filter/language.ts";
import { barsOf, creditCurve, ticksOf, xOf } from "../../../inspect/page/geometry/lanes.ts";
import type { Life } from "../../../inspect/page/model/life.ts";
import { laneRows } from "../../../inspect/page/model/rows.ts";
import { World } from "../../../inspect/page/model/world.ts";
import { Stage } from "./stage.ts";

const LIFE = "left/s1/c0/tx1";

/** Flows from 1 s, stalls from 3 s to 4 s, is closed at 8 s; credit 16, 0 at 3 s, 8 at 4 s. */
function channel({ isEnded = true } = {}): Life {
  const stage = new Stage();
  stage.begin(1_000, {
    life: LIFE,
    chart: "outgoingChannel",
    parent: null,
    label: "Tx 1",
    credit: 16,
    state: "flowing",
  });
  stage.event(3_000, LIFE, "local.stall");
  stage.sample(3_000, LIFE, { credit: 0, explanation: "" });
  stage.event(4_000, LIFE, "peer.grant");
  stage.sample(4_000, LIFE, { credit: 8, explanation: "" });
  if (isEnded) {
    stage.event(8_000, LIFE, "local.close");
    stage.end(8_000, LIFE);
  }
  return lifeIn(stage);
}

function lifeIn(stage: Stage): Life {
  const world = new World();
  for (const record of stage.records()) world.apply(record);
  const life = world.lives.get(LIFE);
  if (life === undefined) throw new Error("the stage has no such life");
  return life;
}

describe("the bars of a lane", () => {
  it("are the states, to scale", () => {
    expect(barsOf(channel(), { from: 0, to: 10_000, width: 1_000 })).toEqual([
      { x: 100, width: 200, state: "flowing", tone: "busy" },
      { x: 300, width: 100, state: "stalled", tone: "warn" },
      { x: 400, width: 400, state: "flowing", tone: "busy" },
    ]);
  });

  it("begin and end with the window", () => {
    expect(barsOf(channel(), { from: 3_500, to: 5_500, width: 200 })).toEqual([
      { x: 0, width: 50, state: "stalled", tone: "warn" },
      { x: 50, width: 150, state: "flowing", tone: "busy" },
    ]);
  });

  it("go on to the window's end while the life does", () => {
    expect(barsOf(channel({ isEnded: false }), { from: 0, to: 20_000, width: 200 }).at(-1)).toMatchObject({
      x: 40,
      width: 160,
    });
  });

  it("are none before the beginning and after the end", () => {
    expect(barsOf(channel(), { from: 0, to: 900, width: 100 })).toEqual([]);
    expect(barsOf(channel(), { from: 8_001, to: 9_000, width: 100 })).toEqual([]);
  });

  it("join where they are thinner than a pixel, and show the worst of them", () => {
    const stage = new Stage();
    stage.begin(0, { life: LIFE, chart: "outgoingChannel", parent: null, label: "", state: "flowing" });
    for (let n = 0; n < 150; n += 1) {
      stage.event(n * 2 + 1, LIFE, "local.stall");
      stage.event(n * 2 + 2, LIFE, "peer.grant");
    }
    const bars = barsOf(lifeIn(stage), { from: 0, to: 300_000, width: 100 });
    expect(bars.length).toBeLessThan(4);
    expect(bars[0]).toMatchObject({ state: "stalled", tone: "warn" });
  });

  it("stay within the lane, whatever the clock says", () => {
    for (const window of [
      { from: 5, to: 5, width: 100 },
      { from: 1e300, to: 1e308, width: 100 },
      { from: 10_000, to: 0, width: 100 },
    ]) {
      for (const { x, width } of barsOf(channel({ isEnded: false }), window)) {
        expect(x).toBeGreaterThanOrEqual(0);
        expect(x + width).toBeLessThanOrEqual(101);
      }
    }
  });
});

describe("the curve of credit", () => {
  it("steps down with what is sent and up with what is granted", () => {
    const curve = creditCurve(channel(), { from: 0, to: 10_000, width: 1_000 }, 16);
    expect(curve).toEqual({ path: "M100 0H300V16H400V8H800", area: "M100 0H300V16H400V8H800V16H100Z", most: 16 });
  });

  it("begins with the credit that holds at the window's left end", () => {
    expect(creditCurve(channel(), { from: 3_500, to: 4_500, width: 100 }, 16)?.path).toBe("M0 16H50V8H100");
  });

  it("is none where no credit was ever told", () => {
    const stage = new Stage();
    stage.begin(0, { life: LIFE, chart: "outgoingChannel", parent: null, label: "" });
    expect(creditCurve(lifeIn(stage), { from: 0, to: 1, width: 1 }, 16)).toBeNull();
  });
});

describe("the lanes shown", () => {
  it("are the requests and channels that lived within the time", () => {
    const stage = new Stage();
    const begin = (at: number, life: string, chart: "outgoingRequest" | "session") =>
      stage.begin(at, { life, chart, parent: null, label: "" });
    begin(0, "s", "session");
    begin(0, "early", "outgoingRequest");
    stage.event(100, "early", "local.cancel");
    stage.end(100, "early");
    begin(50, "long", "outgoingRequest");
    begin(900, "late", "outgoingRequest");
    const world = new World();
    for (const record of stage.records()) world.apply(record);
    const names = (from: number, to: number) =>
      laneRows(world, parseFilter(""), { from, to, width: 1 }).map(({ name }) => name);
    expect(names(0, 1_000)).toEqual(["early", "long", "late"]);
    expect(names(200, 800)).toEqual(["long"]);
  });
});

describe("the ruler", () => {
  it("has round marks, never more than asked for", () => {
    expect(ticksOf({ from: 0, to: 10_000, width: 1 }, 5)).toEqual([0, 2_000, 4_000, 6_000, 8_000, 10_000].slice(0, 6));
    expect(ticksOf({ from: 123, to: 456, width: 1 }, 4)).toEqual([200, 300, 400]);
    for (const to of [1, 7, 99, 1_234, 1e9, 1e15]) {
      expect(ticksOf({ from: 0, to, width: 1 }, 8).length).toBeLessThanOrEqual(9);
    }
  });

  it("has none for no time at all", () => {
    expect(ticksOf({ from: 5, to: 5, width: 1 }, 5)).toEqual([]);
    expect(ticksOf({ from: 5, to: Number.NaN, width: 1 }, 5)).toEqual([]);
  });

  it("places a moment in proportion, within its ends", () => {
    const window = { from: 100, to: 200, width: 50 };
    expect([0, 100, 150, 200, 900].map((at) => xOf(at, window))).toEqual([0, 0, 25, 50, 50]);
  });
});
