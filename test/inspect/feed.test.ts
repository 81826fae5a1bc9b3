import { describe, expect, it } from "vitest";
import { createFeed } from "../../inspect/index.ts";
import { channel, connect, memoryPair, SENSITIVE, serve, t } from "../../runtime/index.ts";
import { idle } from "../runtime/driver/idle-handlers.ts";
import { peers } from "../runtime/driver/pooled-peers.ts";
import { Shapes } from "../runtime/fixture.ts";
import { RawPeer, settled } from "../runtime/raw-peer.ts";
import { mixedRun } from "./mixed-run.ts";
import { ofType, pair, readAll } from "./watched-pair.ts";

const SECRET = "hunter2-the-sentinel";
const SECRET_HEX = Buffer.from(SECRET).toString("hex");

describe("a feed", () => {
  it("tells each life from its beginning over each event to its end, in order and without a hole", async () => {
    const feed = createFeed({ peer: "left" });
    const reader = feed.open();
    const { client } = await pair({ inspect: feed });
    await client.add(1, 2);
    const records = readAll(reader);
    expect(records.map(({ seq }) => seq)).toEqual(records.map((_, index) => index + 1));
    expect(records.every(({ at }, index) => at >= (records[index - 1]?.at ?? 0))).toBe(true);
    const call = records.filter((record) => "life" in record && record.life === "left/s1/c0/r1");
    expect(call.map((record) => (record.type === "transition" ? record.event.type : record.type))).toEqual([
      "actor",
      "parent.slot",
      "frame",
      "frame",
      "peer.response",
      "end",
    ]);
    expect(call[0]).toMatchObject({ chart: "outgoingRequest", parent: "left/s1/c0", state: "queued", late: false });
    expect(call[1]).toMatchObject({
      from: "queued",
      to: "awaitingResponse",
      rules: expect.arrayContaining(["rpc.request"]),
    });
    expect(call[2]).toMatchObject({ direction: "out", kind: "Request", fields: { request: 1 } });
    expect(call[5]).toMatchObject({ state: "responded", output: { outcome: "responded" } });
    await client.close();
  });

  it("tells whose call a channel is, and how much credit it began with", async () => {
    const feed = createFeed();
    const reader = feed.open();
    await mixedRun(feed.as("left"), feed.as("right"));
    const channels = ofType(readAll(reader), "actor").filter(({ chart }) => chart?.endsWith("Channel"));
    expect(channels.map(({ life, parent, initialCredit }) => [life, parent, initialCredit])).toEqual([
      ["left/s1/c0/tx1", "left/s1/c0/r15", 4],
      ["right/s1/c0/rx1", "right/s1/c0/h15", 4],
      ["left/s1/c0/rx3", "left/s1/c0/r19", 4],
      ["right/s1/c0/tx3", "right/s1/c0/h19", 4],
    ]);
  });

  it("tells a violation with its rule, and of which life", async () => {
    const feed = createFeed({ peer: "right" });
    const reader = feed.open();
    const [near, far] = memoryPair();
    const server = await serve(far, Shapes, idle, { inspect: feed });
    const raw = new RawPeer(near);
    await raw.introduce();
    raw.say({ kind: "GrantCredit", connection: 0, channel: 41, additional: 1 });
    await settled();
    const [error] = ofType(readAll(reader), "error");
    expect(error).toMatchObject({ life: "right/s1/c0", rule: expect.stringMatching(/^[a-z-.]+$/) });
    await server.close();
  });

  it("leaves the driver alone until somebody reads, and again when the last has gone", async () => {
    const feed = createFeed();
    const { client, driver } = await pair({ inspect: feed });
    expect(driver.watch).toBeNull();
    const [one, two] = [feed.open(), feed.open()];
    expect(driver.watch).not.toBeNull();
    one.close();
    expect(driver.watch).not.toBeNull();
    two.close();
    expect(driver.watch).toBeNull();
    await client.close();
  });

  it("lets request actors serve one call after the other", async () => {
    const feed = createFeed();
    const reader = feed.open();
    const { client, ours } = await peers({ inspect: feed });
    for (let n = 0; n < 5; n++) await client.add(n, 1);
    expect([ours().length, new Set(ours()).size]).toEqual([5, 1]);
    const lives = ofType(readAll(reader), "end").map(({ life }) => life);
    expect(new Set(lives).size).toBe(5);
    await client.close();
  });

  it("cannot follow a session that another feed follows", async () => {
    const { client, driver } = await pair({ inspect: createFeed() });
    expect(() => createFeed().attach(driver)).toThrow("another feed");
    await client.close();
  });
});

describe("somebody who comes late", () => {
  it("is told what is alive, with its state, and nothing of what was before", async () => {
    const feed = createFeed({ peer: "left" });
    const { client } = await pair({ inspect: feed });
    await client.add(1, 2);
    const waiting = client.wait();
    const [tx, rx] = channel(t.i32);
    const summing = client.sum(rx);
    await settled();
    const reader = feed.open();
    const first = readAll(reader);
    expect(first.every((record) => record.type === "actor" && record.late)).toBe(true);
    expect(ofType(first, "actor").map(({ life, parent, state }) => [life, parent, state])).toEqual([
      ["left/s1", null, "established"],
      ["left/s1/c0", "left/s1", "open"],
      ["left/s1/c0/r3", "left/s1/c0", "awaitingResponse"],
      ["left/s1/c0/tx1", expect.stringMatching("left/s1/c0"), "flowing"],
    ]);
    waiting.cancel();
    await waiting.catch(() => {});
    expect(readAll(reader)).toContainEqual(
      expect.objectContaining({ life: "left/s1/c0/r3", from: "awaitingResponse", to: "cancelling" }),
    );
    await tx.close();
    await summing;
    await client.close();
  });

  it("reads the same whether it came first or second", async () => {
    const feed = createFeed();
    const early = feed.open();
    const { client } = await pair({ inspect: feed });
    readAll(early);
    const late = feed.open();
    readAll(late);
    await client.add(1, 2);
    const what = (records: ReturnType<typeof readAll>) => records.map(({ seq: _, ...rest }) => rest);
    const told = what(readAll(early));
    expect(told.length).toBeGreaterThan(4);
    expect(what(readAll(late))).toEqual(told);
    await client.close();
  });

  it("is told of a session that was attached while others read", async () => {
    const feed = createFeed();
    const reader = feed.open();
    const { client, driver } = await pair();
    feed.attach(driver, { peer: "other" });
    await client.add(1, 2);
    const records = readAll(reader);
    expect(records[0]).toMatchObject({ type: "actor", life: "other/s1", late: true, state: "established" });
    expect(ofType(records, "end").map(({ life }) => life)).toEqual(["other/s1/c0/r1"]);
    await client.close();
  });
});

describe("what is not to be shown", () => {
  it("is in no record: SENSITIVE values, and the bytes of frames that hold them", async () => {
    const feed = createFeed();
    const reader = feed.open();
    const [near, far] = memoryPair();
    const metadata = [{ key: "token", value: SECRET, flags: SENSITIVE }];
    const server = await serve(far, Shapes, idle, { inspect: feed.as("right"), metadata });
    const client = await connect(near, Shapes, { inspect: feed.as("left"), metadata });
    await client.add(1, 2, { metadata });
    const long = [{ key: "token", value: SECRET.repeat(40), flags: SENSITIVE }];
    await client.add(1, 2, { metadata: long });
    await client.close();
    await server.close();
    const records = readAll(reader);
    const text = JSON.stringify(records);
    expect(ofType(records, "frame").filter(({ bytes }) => bytes === null).length).toBe(8);
    expect(text).toContain("[sensitive]");
    expect(text).not.toContain(SECRET);
    expect(text).not.toContain(SECRET_HEX);
  });

  it("is no value and no byte of anything with `redact`", async () => {
    const feed = createFeed({ redact: true });
    const reader = feed.open();
    const { client } = await pair({ inspect: feed });
    await client.add(1, 2, { metadata: { plan: SECRET } });
    await client.close();
    const records = readAll(reader);
    expect(ofType(records, "frame").map(({ bytes }) => bytes)).toEqual([null, null, null, null]);
    expect(JSON.stringify(records)).not.toContain(SECRET);
    expect(feed.header().redacted).toBe(true);
  });

  it("is more than the first 256 bytes of a frame", async () => {
    const feed = createFeed();
    const reader = feed.open();
    const { client } = await pair({ inspect: feed });
    await client.add(1, 2, { metadata: { note: "n".repeat(1_000) } });
    const request = ofType(readAll(reader), "frame").find(({ kind }) => kind === "Request");
    expect(request?.bytes?.length).toBe(512);
    expect(request?.size).toBeGreaterThan(1_000);
    await client.close();
  });

  it("is what nobody could decode", async () => {
    const feed = createFeed();
    const reader = feed.open();
    const [near, far] = memoryPair();
    const server = await serve(far, Shapes, idle, { inspect: feed });
    near.start({ payload() {}, writable() {}, ended() {} });
    near.send(new Uint8Array([0, 99, 1, 2, 3]));
    await settled();
    const frame = ofType(readAll(reader), "frame")[0];
    expect(frame).toMatchObject({ kind: "undecodable", size: 5, bytes: null });
    await server.close();
  });
});

describe("a reader that falls behind", () => {
  it("is told how many records it missed, and goes on", async () => {
    const feed = createFeed({ capacity: 20 });
    const reader = feed.open();
    const { client } = await pair({ inspect: feed });
    for (let n = 0; n < 50; n++) await client.add(n, 1);
    const records = readAll(reader);
    expect(records[0]).toMatchObject({ type: "gap", seq: 1 });
    expect(records.length).toBe(21);
    const all = ofType(records, "gap")[0]?.dropped ?? 0;
    // Six records a call, and those of session and root before.
    expect(all + 20).toBe(50 * 6 + 7);
    expect(reader.dropped).toBe(all);
    await client.add(1, 1);
    expect(readAll(reader).map(({ type }) => type)).toEqual([
      "actor",
      "transition",
      "frame",
      "frame",
      "transition",
      "end",
    ]);
    await client.close();
  });

  it("does not make another one miss any", async () => {
    const feed = createFeed({ capacity: 20 });
    const [slow, quick] = [feed.open(), feed.open()];
    const { client } = await pair({ inspect: feed });
    readAll(quick);
    for (let n = 0; n < 50; n++) {
      await client.add(n, 1);
      readAll(quick);
    }
    expect([quick.dropped, slow.dropped]).toEqual([0, 0]);
    readAll(slow);
    expect([quick.dropped, slow.dropped > 0]).toEqual([0, true]);
    await client.close();
  });
});
