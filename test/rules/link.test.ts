import { afterEach, describe, expect, it } from "vitest";
import { channel, connect, defineService, memoryPair, serve, t } from "../../runtime/index.ts";
import { PAIRS, type PairKind } from "../link/pairs.ts";
import { patterned, record, same, turns } from "../link/recorder.ts";
import { settled } from "../runtime/raw-peer.ts";
import { caller, kinds } from "./peers.ts";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

const Blobs = defineService("Blobs", {
  echo: t.method([t.bytes], t.bytes),
  store: t.method([t.rx(t.bytes)], t.unit),
});

async function made({ make }: Pick<PairKind, "make">) {
  const pair = await make();
  cleanups.push(() => pair.close());
  return pair;
}

describe.each(PAIRS)("a $kind link", (kind) => {
  it("[link] brings whole payloads from either peer to the other, all of them and none twice", async () => {
    const { a, b } = await made(kind);
    const atA = record(a);
    const atB = record(b);
    const sizes = [0, 1, 70_000, 3];
    for (const [seed, size] of sizes.entries()) {
      a.send(patterned(size, seed));
      b.send(patterned(size, seed + 10));
    }
    await Promise.all([atA.received(sizes.length), atB.received(sizes.length)]);
    await turns(3);
    for (const [{ payloads }, first] of [
      [atB, 0],
      [atA, 10],
    ] as const) {
      expect(payloads.length).toBe(sizes.length);
      expect(payloads.every((bytes, seed) => same(bytes, patterned(sizes[seed] ?? 0, seed + first)))).toBe(true);
    }
  });
});

describe("a memory link", () => {
  it("[transport.memory] is a bounded queue inside the process, and ends when the other side is dropped", async () => {
    const [a, b] = memoryPair({ capacity: 100 });
    const atA = record(a);
    const atB = record(b);
    b.pause();
    const room = [a.send(patterned(50)), a.send(patterned(50))];
    expect([room, atA.writables]).toEqual([[true, false], 0]);
    b.resume();
    await atB.received(2);
    await turns(1);
    expect(atA.writables).toBe(1);
    b.destroy();
    await atA.end();
    expect(atA.ends).toBe(1);
  });
});

describe("a WebSocket link", () => {
  const kinds = PAIRS.filter(({ kind }) => ["websocket", "browser websocket", "websocket to a browser"].includes(kind));

  it("[transport.websocket.platforms] serves calls over the WebSockets of Node and over those of browsers", async () => {
    expect(kinds.length).toBe(3);
    for (const kind of kinds) {
      const { a, b } = await made(kind);
      const server = await serve(b, Blobs, { echo: (bytes) => bytes, store: () => {} });
      cleanups.push(() => server.close());
      const client = await connect(a, Blobs);
      expect(same(await client.echo(patterned(100_000)), patterned(100_000))).toBe(true);
      await client.close();
    }
  });
});

describe("a writer that waits for room on the link", () => {
  it("[link.tx.cancel-safe] may give up: its item is never sent, and neither room nor credit is lost", async () => {
    const { client, peer } = await caller(Blobs, { limits: { outboxBytes: 1000 } });
    const [tx, rx] = channel(t.bytes);
    void client.store(rx);
    await peer.hear("Request");
    peer.link.pause();
    const before = [1, 2, 3].map((seed) => tx.send(patterned(40_000, seed)));
    const controller = new AbortController();
    const given = tx.send(patterned(40_000, 4), { signal: controller.signal });
    const after = tx.send(patterned(5, 5));
    controller.abort(new Error("no longer"));
    await expect(given).rejects.toThrow("no longer");
    await settled();
    expect(tx.credit).toBe(13);
    peer.link.resume();
    await Promise.all([...before, after]);
    await settled();
    expect(tx.credit).toBe(12);
    const sizes = peer.heard.map((message) => (message.kind === "ChannelItem" ? message.item.length : -1));
    expect(sizes).toEqual([40_003, 40_003, 40_003, 6]);
    await tx.close();
    await settled();
    expect(kinds(peer).at(-1)).toBe("CloseChannel");
  });
});
