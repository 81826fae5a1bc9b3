import { afterEach, describe, expect, it } from "vitest";
import {
  AnyService,
  connect,
  type Metadata,
  proxyConnections,
  type ServeOptions,
  type Server,
  serve,
} from "../../../runtime/index.ts";
import type { Message } from "../../../runtime/wire/index.ts";
import { RawPeer, settled } from "../raw-peer.ts";
import { Depot, handlers, rawChain } from "./proxy-chain.ts";

let front: Server | undefined;
afterEach(async () => {
  await front?.close();
});

/** Hand-written peers on both sides of a proxied root. */
async function start() {
  const raw = await rawChain();
  front = raw.front;
  await settled();
  return raw;
}

const bytes = (...values: number[]) => new Uint8Array(values);
const SECRET = { key: "secret", value: "s", flags: 3n };
const KEPT = [
  { key: "Odd Bits", value: 7n, flags: (1n << 63n) | 4n },
  { key: "Odd Bits", value: "again", flags: 1n },
];

function call(request: number, channels: number[] = [], metadata: Metadata = [], connection = 0): Message {
  const args = bytes(0xff, 0x80);
  return { kind: "Request", connection, request, method: 0xfeed_face_cafe_beefn, channels, metadata, args };
}
function item(channel: number, ...values: number[]): Message {
  return { kind: "ChannelItem", connection: 0, channel, item: bytes(...values) };
}
function close(channel: number): Message {
  return { kind: "CloseChannel", connection: 0, channel, metadata: [SECRET, ...KEPT] };
}
function reset(channel: number): Message {
  return { kind: "ResetChannel", connection: 0, channel, metadata: [SECRET, ...KEPT] };
}
function grant(channel: number, additional: number): Message {
  return { kind: "GrantCredit", connection: 0, channel, additional };
}
function response(request: number, ...ret: number[]): Message {
  return { kind: "Response", connection: 0, request, channels: [], metadata: [SECRET, ...KEPT], ret: bytes(...ret) };
}

/** All that was heard and not looked at yet. */
function heard(peer: RawPeer): unknown[] {
  return peer.heard.splice(0).map(({ kind, ...rest }) => ({ kind, ...rest }));
}

describe("a proxy on the wire", () => {
  it("[rpc.request.id-allocation] uses ids of its own on each side, and leaves payloads and methods untouched", async () => {
    const { left, right } = await start();
    left.say(call(41, [7, 9], [SECRET, ...KEPT]));
    const request = await right.hear("Request");
    expect(request).toEqual(call(1, [1, 3], KEPT));
    right.say(response(1, 0, 0x81, 0x00, 0xff));
    expect(await left.hear("Response")).toEqual({ ...response(41, 0, 0x81, 0x00, 0xff), metadata: KEPT });
  });

  it("answers with whatever envelope came", async () => {
    const { left, right } = await start();
    const envelopes = [[1, 1], [1, 2], [1, 3], [1, 0, 9], [0], [], [1, 1, 5]];
    for (const [index, envelope] of envelopes.entries()) {
      left.say(call(2 * index + 1));
      await right.hear("Request");
      right.say(response(2 * index + 1, ...envelope));
      expect((await left.hear("Response")).ret).toEqual(bytes(...envelope));
    }
  });

  it("[rpc.cancel] sends a Cancel on with its metadata, and a late Response nowhere", async () => {
    const { left, right } = await start();
    left.say(call(1));
    await right.hear("Request");
    left.say({ kind: "CancelRequest", connection: 0, request: 1, metadata: [SECRET, ...KEPT] });
    expect((await right.hear("CancelRequest")).metadata).toEqual(KEPT);
    expect((await left.hear("Response")).ret).toEqual(bytes(1, 3));
    right.say(response(1, 0));
    await settled();
    expect(heard(left)).toEqual([]);
  });

  it("carries a stream of the caller, its grants and its Close, each with its id", async () => {
    const { left, right } = await start();
    left.say(call(1, [5]), item(5, 1), item(5, 2, 3));
    await right.hear("Request");
    right.say(grant(1, 8), grant(1, 0xffff_ffff), grant(1, 0xffff_ffff));
    left.say(close(5));
    await settled();
    expect(heard(right)).toEqual([item(1, 1), item(1, 2, 3), { ...close(1), metadata: KEPT }]);
    expect(heard(left)).toEqual([grant(5, 8), grant(5, 0xffff_ffff), grant(5, 0xffff_ffff)]);
  });

  it("carries a stream of the callee, and a Reset against it", async () => {
    const { left, right } = await start();
    left.say(call(1, [5, 7]));
    await right.hear("Request");
    left.say(grant(5, 1));
    right.say(item(1, 1), item(3, 2), item(3, 3));
    await settled();
    left.say(reset(5), reset(7));
    await settled();
    expect(heard(right)).toEqual([grant(1, 1), { ...reset(1), metadata: KEPT }, { ...reset(3), metadata: KEPT }]);
    expect(heard(left)).toEqual([item(5, 1), item(7, 2), item(7, 3)]);
    right.say(item(1, 9), close(3));
    await settled();
    expect(left.isOver || right.isOver).toBe(false);
    expect(heard(left)).toEqual([]);
  });

  it("sends a Reset on when the sender is who breaks off", async () => {
    const { left, right } = await start();
    left.say(call(1, [5]), item(5, 1), reset(5));
    await settled();
    expect(heard(right).slice(1)).toEqual([item(1, 1), { ...reset(1), metadata: KEPT }]);
  });

  it("lets nothing overtake the Call that introduces it, while that waits for a slot", async () => {
    const { left, right } = await start();
    left.say(call(1), call(3), call(5, [1, 3]), item(1, 1), grant(3, 2), item(1, 2), close(1));
    await settled();
    expect(heard(right)).toEqual([call(1), call(3)]);
    right.say(response(1, 0));
    await settled();
    expect(heard(right)).toEqual([
      call(5, [1, 3]),
      item(1, 1),
      item(1, 2),
      { ...close(1), metadata: KEPT },
      grant(3, 2),
    ]);
    right.say(item(3, 4), close(3));
    await settled();
    expect(heard(left).slice(1)).toEqual([item(3, 4), { ...close(3), metadata: KEPT }]);
  });

  it("ends the channels of a call that is cancelled while it waits for a slot", async () => {
    const { left, right, front } = await start();
    left.say(call(1), call(3), call(5, [1, 3]), item(1, 1));
    left.say({ kind: "CancelRequest", connection: 0, request: 5, metadata: [] });
    await settled();
    expect(heard(right)).toEqual([call(1), call(3)]);
    expect((await left.hear("Response")).ret).toEqual(bytes(1, 3));
    const resets = heard(left);
    expect(resets).toEqual([
      { ...reset(1), metadata: [] },
      { ...reset(3), metadata: [] },
    ]);
    left.say(item(1, 2), close(1));
    await settled();
    expect(left.isOver).toBe(false);
    expect(front.sessions[0]?.driver.connections.get(0)?.channels.live).toBe(0);
    expect(front.sessions[0]?.driver.undeliveredBytes).toBe(0);
  });

  it("forgets the channels of a call that is refused", async () => {
    const { left, right, front, far } = await start();
    left.say(call(1, [1, 3]), item(1, 1));
    await right.hear("Request");
    right.say(response(1, 1, 1));
    await left.hear("Response");
    left.say(item(1, 2), close(1), grant(3, 4));
    await settled();
    expect(left.isOver || right.isOver).toBe(false);
    for (const session of [front.sessions[0], far]) {
      expect(session?.driver.connections.get(0)?.channels.live).toBe(0);
    }
  });

  it("keeps Items that come before their Call", async () => {
    const { left, right } = await start();
    left.say(item(5, 1), close(5), call(1, [5]));
    await settled();
    expect(heard(right)).toEqual([call(1, [1]), item(1, 1), { ...close(1), metadata: [] }]);
  });

  it("holds calls until it knows where to send them", async () => {
    const { left, right } = await start();
    left.say({
      kind: "OpenConnection",
      connection: 1,
      settings: { parity: "odd", maxConcurrentRequests: 8 },
      metadata: [SECRET, ...KEPT],
    });
    const opened = await right.hear("OpenConnection");
    expect(opened.metadata).toEqual(KEPT);
    right.say(
      { kind: "AcceptConnection", connection: 1, settings: { parity: "even", maxConcurrentRequests: 8 }, metadata: [] },
      call(2, [], [], 1),
    );
    await left.hear("AcceptConnection");
    expect(await left.hear("Request")).toEqual(call(2, [], [], 1));
  });
});

describe("back pressure through a proxy", () => {
  it("stops reading from one side while the other takes nothing, and goes on when it does", async () => {
    const { left, right } = await start();
    left.say(call(1, [1]));
    await right.hear("Request");
    right.link.pause();
    const big = new Uint8Array(64 * 1024);
    const total = 200;
    for (let n = 0; n < total; n++) left.say({ kind: "ChannelItem", connection: 0, channel: 1, item: big });
    await settled();
    right.say(grant(1, 3));
    await settled();
    expect(heard(left)).toEqual([grant(1, 3)]);
    expect(left.link.buffered).toBeGreaterThan(64 * 1024 * 100);
    right.link.resume();
    for (let n = 0; n < total; n++) expect((await right.hear("ChannelItem")).item.length).toBe(big.length);
    expect(left.link.buffered).toBe(0);
  });

  it("goes on reading when the side that took nothing is lost, for the sake of what is beside the proxy", async () => {
    const [nearLink, left] = RawPeer.pair();
    const [farLink, right] = RawPeer.pair();
    const meeting = connect(farLink, AnyService);
    await right.welcome();
    const far = await meeting;
    const onConnection: ServeOptions["onConnection"] = (incoming) =>
      void proxyConnections(incoming.accept(AnyService, {}), far);
    front = await serve(nearLink, Depot, handlers, { onConnection });
    await left.introduce();
    const settings = { parity: "odd", maxConcurrentRequests: 8 } as const;
    left.say({ kind: "OpenConnection", connection: 1, settings, metadata: [] });
    await left.hear("AcceptConnection");
    left.say(call(1, [1], [], 1));
    await right.hear("Request");
    right.link.pause();
    const big = new Uint8Array(64 * 1024);
    for (let n = 0; n < 50; n++) left.say({ kind: "ChannelItem", connection: 1, channel: 1, item: big });
    left.say(call(3));
    await settled();
    expect(left.heard).toEqual([]);
    right.link.destroy();
    expect((await left.hear("Response")).ret).toEqual(bytes(1, 1));
    await left.hear("CloseConnection");
  });
});
