import { type Subscription, take, toArray } from "rxjs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { assign, createActor, createMachine, fromPromise } from "xstate";
import { createFeed, type FeedRecord } from "../../inspect/index.ts";
import { channel, t } from "../../runtime/index.ts";
import { settled } from "../runtime/raw-peer.ts";
import { ofType, pair, readAll } from "./watched-pair.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("a subscriber of the feed", () => {
  it("is told of what happened after it has happened, in a turn of its own", async () => {
    const feed = createFeed();
    const seen: FeedRecord[] = [];
    feed.subscribe((record) => seen.push(record));
    const { client } = await pair({ inspect: feed });
    await client.add(1, 2);
    expect(seen).toEqual([]);
    await vi.advanceTimersByTimeAsync(10);
    expect(ofType(seen, "end").map(({ life }) => life)).toEqual(["local/s1/c0/r1"]);
    feed.close();
    await client.close();
  });

  it("that throws is let go, harms neither calls nor others, and the others are told", async () => {
    const feed = createFeed();
    let tries = 0;
    const seen: FeedRecord[] = [];
    const bad: Subscription = feed.subscribe(() => {
      tries++;
      throw new Error("planned");
    });
    feed.subscribe((record) => seen.push(record));
    const { client } = await pair({ inspect: feed });
    expect(await client.add(1, 2)).toBe(3);
    await vi.advanceTimersByTimeAsync(30);
    expect([tries, bad.closed]).toEqual([1, true]);
    expect(ofType(seen, "end").length).toBe(1);
    expect(ofType(seen, "error").map(({ text }) => text)).toEqual(["a subscriber of the feed threw and was let go"]);
    expect(await client.add(1, 3)).toBe(4);
    feed.close();
    await client.close();
  });

  it("that makes calls at each record neither recurses nor stops anything", async () => {
    const feed = createFeed();
    const { client } = await pair({ inspect: feed });
    let calls = 0;
    feed.subscribe((record) => {
      if (record.type === "end" && calls++ < 20) void client.add(calls, 1);
    });
    await client.add(0, 1);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(calls).toBe(21);
    feed.close();
    await client.close();
  });

  it("of a flood gets a bounded number of records in one turn, and the drops are counted", async () => {
    const feed = createFeed({ capacity: 1_000 });
    const seen: FeedRecord[] = [];
    feed.subscribe((record) => seen.push(record));
    const { client } = await pair({ inspect: feed });
    for (let n = 0; n < 500; n++) await client.add(n, 1);
    await vi.advanceTimersByTimeAsync(10);
    expect(seen.length).toBe(500);
    await vi.advanceTimersByTimeAsync(1_000);
    const told = seen.filter(({ type }) => type !== "gap" && type !== "sample").length;
    const dropped = ofType(seen, "gap").reduce((sum, gap) => sum + gap.dropped, 0);
    expect(told).toBe(1_000);
    expect(told + dropped).toBe(500 * 6 + 7);
    feed.close();
    await client.close();
  });

  it("completes when the feed is closed, with what was left", async () => {
    const feed = createFeed();
    const { client, driver } = await pair({ inspect: feed });
    const all = new Promise<FeedRecord[]>((resolve) => feed.pipe(toArray()).subscribe(resolve));
    await client.add(1, 2);
    feed.close();
    expect(ofType(await all, "end").length).toBe(1);
    expect(driver.watch).toBeNull();
    await client.close();
  });

  it("cannot keep a feed busy that is being closed", async () => {
    const feed = createFeed();
    const echo = createActor(createMachine({ on: { again: {} } }), { inspect: feed.observer }).start();
    let told = 0;
    feed.subscribe(() => {
      told++;
      echo.send({ type: "again" });
    });
    echo.send({ type: "again" });
    feed.close();
    expect(told).toBe(2);
    const { client, driver } = await pair({ inspect: feed });
    expect(driver.watch).toBeNull();
    await client.close();
  });

  it("behind operators is gone when it has what it wants", async () => {
    const feed = createFeed();
    const { client, driver } = await pair({ inspect: feed });
    const seen: FeedRecord[] = [];
    feed.pipe(take(2)).subscribe((record) => seen.push(record));
    await vi.advanceTimersByTimeAsync(10);
    expect(seen.length).toBe(2);
    expect(driver.watch).toBeNull();
    await client.close();
  });
});

describe("memory", () => {
  it("of a feed that nobody reads from stays within its bounds", async () => {
    const feed = createFeed({ capacity: 100_000, capacityBytes: 50_000 });
    const reader = feed.open();
    const { client } = await pair({ inspect: feed });
    for (let n = 0; n < 500; n++) await client.add(n, 1);
    const kept = readAll(reader).length - 1;
    // A slot counts for at least 200 bytes.
    expect(kept).toBeGreaterThan(20);
    expect(kept).toBeLessThanOrEqual(250);
    await client.close();
  });
});

describe("samples", () => {
  it("tell credit, queue and waits of a stalled channel, with a sentence, while somebody reads", async () => {
    const feed = createFeed({ sampleMs: 100 });
    const { client, driver } = await pair({ inspect: feed }, { sum: () => new Promise(() => {}) });
    const reader = feed.open();
    const [tx, rx] = channel(t.i32);
    const summing = client.sum(rx);
    for (let n = 0; n < 6; n++) void tx.send(n).catch(() => {});
    await settled();
    await vi.advanceTimersByTimeAsync(100);
    const samples = ofType(readAll(reader), "sample");
    const stalled = samples.find(({ life }) => life.endsWith("tx1"));
    expect(stalled).toMatchObject({
      credit: 0,
      queued: 0,
      waiting: 2,
      explanation: expect.stringContaining("stalled"),
    });
    await vi.advanceTimersByTimeAsync(300);
    expect(ofType(readAll(reader), "sample")).toEqual([]);
    await vi.advanceTimersByTimeAsync(300);
    expect(ofType(readAll(reader), "sample").map(({ life }) => life)).toContain(stalled?.life);
    reader.close();
    await driver.close();
    await summing.catch(() => {});
    await vi.advanceTimersByTimeAsync(10);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("any XState system", () => {
  const machine = createMachine({
    id: "lamp",
    initial: "off",
    context: { count: 0 },
    states: {
      off: { on: { toggle: { target: "on", actions: assign({ count: ({ context }) => context.count + 1 }) } } },
      on: { on: { toggle: "off", break: "broken" } },
      broken: { type: "final" },
    },
  });

  it("shows beside the protocol's actors", () => {
    const feed = createFeed({ peer: "app" });
    const reader = feed.open();
    const lamp = createActor(machine, { id: "lamp", inspect: feed.observer }).start();
    lamp.send({ type: "toggle" });
    lamp.send({ type: "unheard" });
    lamp.send({ type: "break" });
    const records = readAll(reader);
    expect(records.map((record) => record.type)).toEqual(["actor", "transition", "transition", "transition", "end"]);
    expect(records[0]).toMatchObject({ chart: null, label: "lamp", state: "off", late: false });
    expect(ofType(records, "transition").map(({ from, to, unexpected }) => [from, to, unexpected])).toEqual([
      ["off", "on", false],
      ["on", "on", true],
      ["on", "broken", false],
    ]);
    expect(records[4]).toMatchObject({ state: "broken" });
  });

  it("shows its present state to who comes late, and nothing of what ended", async () => {
    const feed = createFeed();
    const lamp = createActor(machine, { inspect: feed.observer }).start();
    const done = createActor(
      fromPromise(async () => 1),
      { inspect: feed.observer },
    ).start();
    lamp.send({ type: "toggle" });
    await settled();
    expect(done.getSnapshot().status).toBe("done");
    const reader = feed.open();
    expect(readAll(reader)).toMatchObject([{ type: "actor", late: true, state: "on" }]);
    lamp.stop();
    expect(readAll(feed.open())).toEqual([]);
    expect(readAll(reader).map(({ type }) => type)).toEqual(["transition", "end"]);
  });

  it("tells of an actor whose action throws, which XState does not", () => {
    const feed = createFeed();
    const reader = feed.open();
    const failing = createMachine({
      initial: "fine",
      states: {
        fine: {
          on: {
            go: {
              actions: () => {
                throw new Error("planned");
              },
            },
          },
        },
      },
    });
    const actor = createActor(failing, { id: "bomb", inspect: feed.observer });
    actor.subscribe({ error: () => {} });
    actor.start();
    actor.send({ type: "go" });
    expect(readAll(feed.open())).toEqual([]);
    expect(readAll(reader).map((record) => record.type)).toEqual(["actor", "error", "end"]);
  });

  it("does no harm with values that cannot be shown", () => {
    const feed = createFeed();
    const reader = feed.open();
    const lamp = createActor(machine, { inspect: feed.observer }).start();
    const loop: Record<string, unknown> = { type: "toggle", big: 1n, bytes: new Uint8Array(1_000) };
    loop.self = loop;
    const hostile = {
      type: "toggle",
      get value() {
        throw new Error("planned");
      },
    };
    expect(() => {
      lamp.send(Object.assign({ type: "toggle" }, loop));
      lamp.send(hostile);
    }).not.toThrow();
    expect(lamp.getSnapshot().value).toBe("off");
    const records = readAll(reader);
    expect(ofType(records, "transition").length).toBe(2);
    expect(ofType(records, "transition")[0]?.event).toMatchObject({ big: "1", bytes: "[1000 bytes]" });
  });
});
