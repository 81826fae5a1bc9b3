import { describe, expect, it } from "vitest";
import { channel, connect, serve, t } from "../../../runtime/index.ts";
import { idOf, Shapes } from "../fixture.ts";
import { RawPeer, settled } from "../raw-peer.ts";
import { idle } from "./idle-handlers.ts";

/** The calls that have been answered. */
const answered = (peer: RawPeer) =>
  peer.heard.map((message) => (message.kind === "Response" ? message.request : message.kind));

describe("calls that wait for a handler", () => {
  const call = (request: number, name: string, ...args: number[]) =>
    ({
      kind: "Request",
      connection: 0,
      request,
      method: idOf(name),
      channels: [],
      metadata: [],
      args: new Uint8Array(args),
    }) as const;
  const cancel = (request: number) => ({ kind: "CancelRequest", connection: 0, request, metadata: [] }) as const;

  /** A peer whose only handler slot is taken. */
  async function busy(limits: object) {
    const [link, peer] = RawPeer.pair();
    await serve(link, Shapes, idle, { limits: { handlers: 1, ...limits } });
    await peer.introduce();
    peer.say(call(1, "wait"));
    return peer;
  }

  it("give their bytes back when they are cancelled before they ran", async () => {
    const peer = await busy({ waitingCallBytes: 2 });
    for (let id = 3; id < 13; id += 2) peer.say(call(id, "add", 2, 2), cancel(id));
    peer.say(call(99, "add", 2, 2));
    await settled();
    expect(answered(peer)).toEqual([3, 5, 7, 9, 11]);
  });

  it("give their place back when they are cancelled before they ran", async () => {
    const peer = await busy({ waitingCalls: 1 });
    for (let id = 3; id < 13; id += 2) peer.say(call(id, "add", 2, 2), cancel(id));
    peer.say(call(99, "add", 2, 2));
    await settled();
    expect(answered(peer)).toEqual([3, 5, 7, 9, 11]);
  });
});

describe("calls that wait for a handler while handlers make calls", () => {
  it("run one after the other, not one inside the other, once a slot is free", async () => {
    const [link, peer] = RawPeer.pair();
    let release = () => {};
    const depths: number[] = [];
    const add: typeof idle.add = (a, b, { connection }) => {
      void connection.client(Shapes).wait();
      depths.push(stackDepth());
      return a + b;
    };
    const wait = () => new Promise<void>((resolve) => (release = resolve));
    await serve(link, Shapes, { ...idle, add, wait }, { limits: { handlers: 1 } });
    await peer.introduce({ maxConcurrentRequests: 1_000 });
    const request = (request: number, name: string, ...args: number[]) => {
      const method = idOf(name);
      peer.say({
        kind: "Request",
        connection: 0,
        request,
        method,
        channels: [],
        metadata: [],
        args: Uint8Array.from(args),
      });
    };
    request(1, "wait");
    for (let id = 3; id < 203; id += 2) request(id, "add", 2, 2);
    await settled();
    release();
    await settled();
    expect(depths.length).toBe(100);
    expect(Math.max(...depths) - Math.min(...depths)).toBeLessThan(20);
  });
});

/** How deep the stack is here, as far as the engine tells: up to 10,000 frames. */
function stackDepth(): number {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 10_000;
  const depth = new Error("here").stack?.split("\n").length ?? 0;
  Error.stackTraceLimit = stackTraceLimit;
  return depth;
}

describe("a call that waits for a slot of the counterpart's limit", () => {
  /** A client whose one call in flight is not answered yet. */
  async function occupied() {
    const [link, peer] = RawPeer.pair();
    const connecting = connect(link, Shapes);
    await peer.welcome({ maxConcurrentRequests: 1 });
    const client = await connecting;
    const first = client.wait();
    const { request } = await peer.hear("Request");
    const free = () =>
      peer.say({ kind: "Response", connection: 0, request, channels: [], metadata: [], ret: new Uint8Array([0]) });
    return { client, peer, first, free };
  }

  it("[rpc.channel.reset] is followed, not preceded, by the Reset of a channel that was left before it went out", async () => {
    const { client, peer, free } = await occupied();
    const [tx, rx] = channel(t.i32);
    void client.generate(5, tx);
    await rx.return();
    await settled();
    expect(peer.heard.map(({ kind }) => kind)).toEqual([]);
    free();
    await settled();
    expect(peer.heard.map(({ kind }) => kind)).toEqual(["Request", "ResetChannel"]);
  });

  it("[rpc.channel.close] is followed, not preceded, by items and Close of a channel that was used before it went out", async () => {
    const { client, peer, free } = await occupied();
    const [tx, rx] = channel(t.i32);
    void client.sum(rx);
    const sent = tx.send(1);
    const closed = tx.close();
    await settled();
    expect(peer.heard.map(({ kind }) => kind)).toEqual([]);
    free();
    await Promise.all([sent, closed]);
    await settled();
    expect(peer.heard.map(({ kind }) => kind)).toEqual(["Request", "ChannelItem", "CloseChannel"]);
  });
});
