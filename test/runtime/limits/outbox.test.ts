import { describe, expect, it } from "vitest";
import { channel, connect, defineService, memoryPair, type Rx, t } from "../../../runtime/index.ts";
import { connectionOf } from "../../../runtime/service/client.ts";
import type { MessageKind } from "../../../runtime/wire/index.ts";
import { call, callee, item, open } from "../peers.ts";
import { RawPeer, settled } from "../raw-peer.ts";

const Blobs = defineService("Blobs", {
  take: t.method([t.bytes], t.u32),
  stream: t.method([t.rx(t.bytes, { credit: 1_000 })], t.unit),
  give: t.method([t.tx(t.i32, { credit: 4 })], t.unit),
});
const CAPACITY = 1_000;

/** A client on a link that is busy after a kilobyte, and a counterpart that reads when the test says so. */
async function congested(outboxBytes = CAPACITY) {
  const [near, far] = memoryPair({ capacity: 1_000 });
  const peer = new RawPeer(far);
  const connecting = connect(near, Blobs, { limits: { outboxBytes } });
  await peer.welcome({ maxConcurrentRequests: 1_000 });
  const client = await connecting;
  const [tx, rx] = channel(t.bytes);
  const streaming = client.stream(rx);
  streaming.catch(() => {});
  await peer.hear("Request");
  far.pause();
  return { client, peer, tx, driver: connectionOf(client).driver, read: () => far.resume() };
}

const HUNDRED = new Uint8Array(100);

describe("outboxBytes", () => {
  it("is what waits for a busy link: writers wait beyond it, and go on when the link does", async () => {
    const { tx, driver, read, peer } = await congested();
    let sent = 0;
    const writing = Array.from({ length: 100 }, () => tx.send(HUNDRED).then(() => sent++));
    await settled();
    expect(sent).toBeLessThan(100);
    expect(driver.outbox.bytes).toBeGreaterThanOrEqual(CAPACITY);
    expect(driver.outbox.bytes).toBeLessThan(CAPACITY + 200);
    read();
    await Promise.all(writing);
    await settled();
    expect(peer.heard.filter(({ kind }) => kind === "ChannelItem").length).toBe(100);
    expect(driver.outbox.bytes).toBe(0);
  });

  it("takes one more item below the figure, and none at it", async () => {
    // An Item of 100 bytes is a message of 105.
    for (const [outboxBytes, items] of [
      [210, 2],
      [211, 3],
    ] as const) {
      const { tx, driver, peer } = await congested(outboxBytes);
      while (driver.outbox.bytes === 0) tx.trySend(HUNDRED);
      expect(driver.outbox.bytes).toBe(105);
      for (let n = 1; n < items; n++) expect(tx.trySend(HUNDRED)).toBe(true);
      expect(tx.trySend(HUNDRED)).toBe(false);
      expect(driver.outbox.bytes).toBe(items * 105);
      peer.link.destroy();
    }
  });

  it("holds new calls back, and handlers", async () => {
    const { client, tx, driver, read, peer } = await congested();
    for (let n = 0; n < 30; n++) void tx.send(HUNDRED);
    await settled();
    const before = driver.outbox.bytes;
    const calls = Array.from({ length: 50 }, () => client.take(HUNDRED));
    for (const one of calls) one.catch(() => {});
    await settled();
    expect(driver.outbox.bytes).toBe(before);
    expect(calls[0]?.actor?.getSnapshot().value).toBe("queued");
    read();
    await settled();
    expect(peer.heard.filter(({ kind }) => kind === "Request").length).toBe(50);
    peer.link.destroy();
  });

  it("lets one frame in that is larger than all of it, when nothing waits", async () => {
    const { tx, driver, read, peer } = await congested();
    void tx.send(new Uint8Array(2_000));
    const large = tx.send(new Uint8Array(5_000));
    await large;
    let isNextSent = false;
    const next = tx.send(HUNDRED).then(() => {
      isNextSent = true;
    });
    await settled();
    expect(driver.outbox.bytes).toBeGreaterThan(5_000);
    expect(isNextSent).toBe(false);
    read();
    await next;
    await settled();
    expect(peer.heard.length).toBe(3);
  });

  it("is overtaken by what is urgent, which stays behind the call that it is about", async () => {
    const { client, tx, read, peer } = await congested(100_000);
    for (let n = 0; n < 30; n++) void tx.send(HUNDRED);
    const [out, numbers] = channel(t.i32);
    const late = client.give(out);
    late.catch(() => {});
    await numbers.return();
    late.cancel();
    peer.say({ kind: "Ping", connection: 0, nonce: 7n });
    await settled();
    read();
    await settled();
    const kinds = peer.heard.map(({ kind }) => kind);
    const at = (kind: MessageKind) => kinds.indexOf(kind);
    expect(at("Pong")).toBeLessThan(kinds.lastIndexOf("ChannelItem"));
    expect(at("Request")).toBeGreaterThan(kinds.lastIndexOf("ChannelItem"));
    expect(at("ResetChannel")).toBeGreaterThan(at("Request"));
    expect(at("CancelRequest")).toBeGreaterThan(at("Request"));
    peer.link.destroy();
  });
});

/** Answers of 1 kB fill the link, so that all that comes after them waits. */
async function unread(limits: object) {
  const sum = async (numbers: Rx<number>) => {
    for await (const _ of numbers);
    return 0n;
  };
  const given = await callee({ limits, onConnection: (incoming) => void incoming.accept() }, { sum });
  given.peer.link.pause();
  while (given.driver.outbox.bytes === 0) {
    for (let nonce = 0n; nonce < 500n; nonce++) given.peer.say({ kind: "Ping", connection: 0, nonce });
    await settled();
    if (!given.driver.session.isAlive) throw new Error("too early");
  }
  return given;
}

describe("queuedPongs", () => {
  it("may wait for a counterpart that does not read; one more ends the session", async () => {
    const { peer, driver } = await unread({ queuedPongs: 1_000 });
    const missing = 1_000 - driver.outbox.waitingPongs;
    for (let n = 0; n < missing; n++) peer.say({ kind: "Ping", connection: 0, nonce: 1n });
    await settled();
    expect(driver.outbox.waitingPongs).toBe(1_000);
    expect(driver.session.state).toBe("established");
    peer.say({ kind: "Ping", connection: 0, nonce: 1n });
    await settled();
    expect(driver.session.snapshot.output?.detail).toBe(
      "session.keepalive: more Pings than Pongs are taken, limit queuedPongs is 1000",
    );
  });

  it("start anew when the counterpart reads", async () => {
    const { peer, driver } = await unread({ queuedPongs: 1_000 });
    peer.link.resume();
    await settled();
    expect([driver.outbox.waitingPongs, driver.outbox.waitingAnswers]).toEqual([0, 0]);
    for (let n = 0; n < 3_000; n++) peer.say({ kind: "Ping", connection: 0, nonce: 1n });
    await settled();
    expect(driver.session.state).toBe("established");
  });
});

describe("queuedControl", () => {
  it("counts grants and verdicts with the Pongs; one more ends the session", async () => {
    const { peer, driver } = await unread({ queuedControl: 700, virtualConnections: 1_000, pendingOpens: 1_000 });
    peer.say(call(1, "sum", { channels: [1] }));
    await settled();
    const before = driver.outbox.waitingAnswers;
    // With N = 4 every second item is granted anew.
    for (let n = 0; n < 3; n++) {
      peer.say(item(1, 2), item(1, 2));
      await settled();
    }
    expect(driver.outbox.waitingAnswers).toBe(before + 3);
    let id = 1;
    for (; driver.outbox.waitingAnswers < 700; id += 2) {
      peer.say(open(id));
      await settled();
    }
    expect(driver.session.state).toBe("established");
    peer.say(open(id));
    await settled();
    expect(driver.session.snapshot.output?.detail).toContain("limit queuedControl is 700");
  });
});
