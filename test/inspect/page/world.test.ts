import { describe, expect, it } from "vitest";
import { parseFilter } from "../../../inspect/page/filter/language.ts";
import { treeRows } from "../../../inspect/page/model/rows.ts";
import { Timeline } from "../../../inspect/page/model/timeline.ts";
import { World } from "../../../inspect/page/model/world.ts";
import type { FeedRecord } from "../../../inspect/records.ts";
import { Bustle, crowd } from "./crowd.ts";
import { demo } from "./demo.ts";
import { Stage } from "./stage.ts";

const SEED = 7;
const now = () => 0;

function worldOf(records: readonly FeedRecord[], bounds?: ConstructorParameters<typeof World>[0]): World {
  const world = new World(bounds);
  for (const record of records) world.apply(record);
  return world;
}

/** All that the page shows of a world, as text. */
function told(world: World): string {
  const lives = [...world.lives.values()].map((life) => [
    life.name,
    life.parent?.name,
    life.state,
    life.since,
    life.ended,
    life.credit,
    life.queued,
    life.explanation,
    life.taken,
    life.states.items,
    life.credits.items,
  ]);
  return JSON.stringify([lives, world.alive, world.at, world.dropped, world.unexpected, world.incidents.items]);
}

function timelineOf(records: readonly FeedRecord[], bounds?: ConstructorParameters<typeof Timeline>[0]): Timeline {
  const timeline = new Timeline(bounds);
  for (const record of records) timeline.push(record, 100);
  settle(timeline);
  return timeline;
}

function settle(timeline: Timeline): void {
  for (let n = 0; n < 10_000 && !timeline.isSettled; n += 1) timeline.advance(0, now);
}

describe("the world", () => {
  it("holds every life under its parent, in its last state", () => {
    const world = worldOf(demo(SEED));
    expect(world.lives.get("left/s1/c0/tx3")).toMatchObject({ state: "stalled", credit: 0, waiting: 1 });
    expect(world.lives.get("left/s1/c0/tx3")?.parent?.name).toBe("left/s1/c0/r3");
    expect(world.lives.get("left/s1/c0/r7")).toMatchObject({ state: "cancelled" });
    expect(world.lives.get("left/s1/c0/tx9")).toMatchObject({ state: "reset" });
    expect(world.lives.get("left/s2/c0/r1")).toMatchObject({ state: "lost" });
    expect(world.lives.get("left/s1/c1")?.unexpected).toBe(1);
    expect([...world.stalled].map(({ name }) => name)).toContain("left/s1/c0/tx3");
    expect(world.dropped).toBe(37);
    expect(world.alive).toBe([...world.lives.values()].filter(({ ended }) => ended === null).length);
  });

  it("counts how often each edge was taken", () => {
    const { taken = [] } = worldOf(demo(SEED)).lives.get("left/s1/c0/tx1") ?? {};
    const count = (event: string) => taken.find((edge) => edge.event === event)?.count ?? 0;
    expect(count("local.stall")).toBeGreaterThan(1);
    expect(count("peer.grant")).toBe(count("local.stall"));
  });

  it("makes a life from its name where its beginning was dropped", () => {
    const stage = new Stage();
    stage.begin(0, { life: "left/s1/c0/tx9", chart: "outgoingChannel", parent: null, label: "x", state: "flowing" });
    stage.event(1, "left/s1/c0/tx9", "local.stall");
    const life = worldOf(stage.records().slice(1)).lives.get("left/s1/c0/tx9");
    expect(life).toMatchObject({ chart: "outgoingChannel", state: "stalled", late: true });
  });

  it("adopts children that were told before their parents", () => {
    const records = demo(SEED).filter(({ type }) => type === "actor");
    const [forward, backward] = [worldOf(records), worldOf(records.toReversed())];
    for (const [name, life] of forward.lives) expect(backward.lives.get(name)?.parent?.name).toBe(life.parent?.name);
    expect(backward.roots.size).toBe(forward.roots.size);
  });

  it("survives parents in a circle, and chains without end", () => {
    const stage = new Stage();
    stage.begin(0, { life: "a", chart: null, parent: "b", label: "" });
    stage.begin(0, { life: "b", chart: null, parent: "a", label: "" });
    stage.begin(0, { life: "self", chart: null, parent: "self", label: "" });
    for (let n = 5_000; n > 0; n -= 1) stage.begin(0, { life: `n${n}`, chart: null, parent: `n${n - 1}`, label: "" });
    const world = worldOf(stage.records());
    const choice = { filter: parseFilter(""), closed: new Set<string>(), selected: null, now: 0 };
    const rows = treeRows(world, choice);
    expect(rows).toHaveLength(world.lives.size);
    expect(Math.max(...rows.map(({ depth }) => depth))).toBeLessThanOrEqual(16);
  });

  it("keeps only so many that ended, and says how many it let go", () => {
    const stage = new Stage();
    stage.begin(0, { life: "s", chart: "session", parent: null, label: "" });
    for (let n = 0; n < 100; n += 1) {
      stage.begin(n, { life: `r${n}`, chart: "outgoingRequest", parent: "s", label: "" });
      stage.event(n, `r${n}`, "local.cancel");
      stage.end(n, `r${n}`);
    }
    const world = worldOf(stage.records(), { ended: 10, lives: 1_000 });
    expect(world.lives.size).toBe(11);
    expect(world.letGo).toBe(90);
    expect(world.lives.get("s")?.children?.size).toBe(10);
    expect(world.alive).toBe(1);
  });

  it("keeps only so many lives that never end", () => {
    const world = worldOf(crowd(500), { ended: 10, lives: 100 });
    expect(world.lives.size).toBe(100);
    expect(world.alive).toBe(100);
  });
});

describe("the timeline", () => {
  const records = demo(SEED);

  it.each([0, 1, 17, 300, 800, 1_500])("shows the moment before record %i as if no more had come", (position) => {
    const timeline = timelineOf(records);
    timeline.seek(position);
    settle(timeline);
    expect(told(timeline.world)).toBe(told(worldOf(records.slice(0, position))));
    timeline.seek(null);
    settle(timeline);
    expect(told(timeline.world)).toBe(told(worldOf(records)));
  });

  it("shows the past also where older records were let go", () => {
    const timeline = timelineOf(records, { records: 200, characters: 1e9 });
    expect(timeline.ring.end - timeline.ring.start).toBe(200);
    const position = timeline.ring.start + 50;
    timeline.seek(position);
    settle(timeline);
    expect(told(timeline.world)).toBe(told(worldOf(records.slice(0, position))));
  });

  it("stays where it is held, while records come and old ones go", () => {
    const timeline = timelineOf(records.slice(0, 500), { records: 200, characters: 1e9 });
    timeline.hold();
    const before = told(timeline.world);
    for (const record of records.slice(500)) timeline.push(record, 100);
    settle(timeline);
    expect(told(timeline.world)).toBe(before);
    timeline.seek(null);
    settle(timeline);
    expect(told(timeline.world)).toBe(told(worldOf(records)));
  });

  it("is bounded by characters too", () => {
    const timeline = timelineOf(records, { records: 1e9, characters: 5_000 });
    expect(timeline.ring.end - timeline.ring.start).toBe(50);
  });

  it("clears what was, and keeps what is alive", () => {
    const timeline = timelineOf(records);
    const alive = timeline.world.alive;
    timeline.clear();
    expect(timeline.world.lives.size).toBe(alive);
    expect(timeline.world.alive).toBe(alive);
    expect(timeline.ring.end).toBe(0);
    expect(timeline.world.lives.get("left/s1/c0/tx3")?.state).toBe("stalled");
  });

  it("does the same for a record among ten lives and among ten thousand", () => {
    // Counted, not timed: what a record touches is looked up, so nothing may walk the lives.
    const world = worldOf(crowd(10_000));
    let walks = 0;
    const { lives } = world;
    const values = lives.values.bind(lives);
    lives.values = () => {
      walks += 1;
      return values();
    };
    for (const record of new Bustle(SEED, 10_000).records(5_000, 100)) world.apply(record);
    expect(walks).toBe(0);
    expect(world.seq).toBeGreaterThanOrEqual(15_000);
  });
});
