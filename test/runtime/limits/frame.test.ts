import { afterEach, describe, expect, it } from "vitest";
import { connect, defineService, type Server, serve, t } from "../../../runtime/index.ts";
import type { Link } from "../../../runtime/link/link.ts";
import { idle } from "../driver/idle-handlers.ts";
import { Shapes } from "../fixture.ts";
import { callee, caller, response } from "../peers.ts";
import { RawPeer, settled } from "../raw-peer.ts";

const Blobs = defineService("Blobs", {
  take: t.method([t.bytes], t.u32),
  give: t.method([t.u32], t.bytes),
  stream: t.method([t.rx(t.bytes)], t.unit),
});
const handlers = {
  take: (bytes: Uint8Array) => bytes.length,
  give: (size: number) => new Uint8Array(size),
  stream: () => {},
};
const limits = { frame: 1_000 };

let server: Server | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

describe("a frame at the limit, and one byte above it", () => {
  for (const where of ["memory://frames", "tcp://127.0.0.1:0"]) {
    it(`goes out and does not, over ${where}`, async () => {
      server = await serve(where, Blobs, handlers, { limits, onHandlerError: () => {} });
      const client = await connect(server.url, Blobs, { limits });
      const most = await largest((size) => client.take(new Uint8Array(size)));
      expect(await client.take(new Uint8Array(most))).toBe(most);
      await expect(client.take(new Uint8Array(most + 1))).rejects.toMatchObject({
        name: "LimitError",
        limit: "frame",
        figure: 1_000,
        connectionId: 0,
        message: "the arguments are too large: limit frame is 1000",
      });
      expect(await client.take(new Uint8Array(1))).toBe(1);
      await client.close();
    });
  }

  it("of a response is answered Cancelled above the limit, and our side is told", async () => {
    const errors: unknown[] = [];
    server = await serve("memory://answers", Blobs, handlers, {
      limits,
      onHandlerError: (error) => errors.push(error),
    });
    const client = await connect("memory://answers", Blobs);
    const most = await largest((size) => client.give(size));
    expect((await client.give(most)).length).toBe(most);
    expect(errors.pop()).toMatchObject({ name: "LimitError", limit: "frame", requestId: expect.any(Number) });
    await expect(client.give(most + 1)).rejects.toMatchObject({ code: "cancelled-by-callee" });
    await client.close();
  });

  it("is taken from the counterpart, and ends a link that knows headers", async () => {
    const { peer, driver } = await callee({ limits });
    peer.link.send(frameOf(1_000));
    await settled();
    expect(driver.session.state).toBe("established");
    peer.link.send(frameOf(1_001));
    expect(await driver.closed).toMatchObject({
      cause: "linkFailed",
      detail: expect.stringMatching(/1001 bytes.*limit frame is 1000$/),
    });
  });

  it("is a ProtocolError over a link that has no limits of its own", async () => {
    const [link, peer] = RawPeer.pair();
    await serve(withoutLimits(link), Shapes, idle, { limits });
    await peer.introduce();
    peer.link.send(frameOf(1_001));
    expect(await peer.expectProtocolError("session.message")).toContain("limit frame is 1000");
  });

  it("is counted for the answer of the other side, too", async () => {
    const { client, peer, driver } = await caller({ limits });
    const pending = client.wait();
    const { request } = await peer.hear("Request");
    peer.say(response(request, ...new Array(2_000).fill(0)));
    await expect(pending).rejects.toThrow(/limit frame is 1000/);
    await driver.closed;
  });
});

describe("a frame before Hello", () => {
  it("may have 64 KiB and not a byte more, whatever the limit afterwards", async () => {
    for (const [size, cause] of [
      [64 * 1024, "violation"],
      [64 * 1024 + 1, "linkFailed"],
    ] as const) {
      const [link, peer] = RawPeer.pair();
      const [session] = (await serve(link, Shapes, idle)).sessions;
      peer.link.send(new Uint8Array(size).fill(0xff));
      await settled();
      const ending = session?.driver.session.snapshot.output;
      expect(ending?.cause).toBe(cause);
      if (cause === "linkFailed") expect(ending?.detail).toContain("limit frameBeforeHello is 65536");
    }
  });

  it("is a ProtocolError over a link that has no limits of its own", async () => {
    const [link, peer] = RawPeer.pair();
    await serve(withoutLimits(link), Shapes, idle);
    peer.link.send(new Uint8Array(64 * 1024 + 1));
    expect(await peer.expectProtocolError("session.message")).toContain("limit frameBeforeHello is 65536");
  });

  it("of ours is not sent when its metadata makes it larger", async () => {
    const [link] = RawPeer.pair();
    const tight = { frameBeforeHello: 200, metadataBytes: 10_000 };
    const value = "x".repeat(200);
    await expect(connect(link, Shapes, { limits: tight, metadata: { value } })).rejects.toMatchObject({
      limit: "frameBeforeHello",
      figure: 200,
    });
    await expect(serve(link, Shapes, idle, { limits: tight, metadata: { value } })).rejects.toMatchObject({
      limit: "frameBeforeHello",
    });
  });
});

/** The largest size that is not refused, found by halving. */
async function largest(send: (size: number) => Promise<unknown>): Promise<number> {
  let [good, bad] = [0, 2_000];
  while (bad - good > 1) {
    const size = (good + bad) >> 1;
    if (
      await send(size).then(
        () => true,
        () => false,
      )
    )
      good = size;
    else bad = size;
  }
  return good;
}

/** A Request to nobody of exactly so many bytes. */
function frameOf(size: number): Uint8Array {
  const head = [0, 7, 1, 0, 42, 0, 0];
  const bytes = new Uint8Array(size);
  bytes.set(head);
  return bytes;
}

/** As a user's own link may be: it takes what comes. */
function withoutLimits(link: Link): Link {
  return {
    name: link.name,
    maxPayload: link.maxPayload,
    buffered: 0,
    start: (events) => link.start(events),
    send: (payload) => link.send(payload),
    pause: () => link.pause(),
    resume: () => link.resume(),
    close: () => link.close(),
    destroy: () => link.destroy(),
  };
}
