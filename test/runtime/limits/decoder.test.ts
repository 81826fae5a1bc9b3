import { describe, expect, it } from "vitest";
import { channel, connect, defineService, serve, t } from "../../../runtime/index.ts";
import { RawPeer } from "../raw-peer.ts";

interface Node {
  next: Node | null;
}
const Node: ReturnType<typeof t.lazy<Node>> = t.lazy(() => t.struct({ next: t.option(Node) }));
const Deep = defineService("Deep", {
  take: t.method([Node], t.u32),
  give: t.method([], t.list(t.unit)),
  units: t.method([t.list(t.unit)], t.u32),
  list: t.method([t.list(t.u64)], t.u32),
  stream: t.method([t.tx(t.list(t.unit))], t.unit),
});
const handlers = {
  take: () => 1,
  give: () => [],
  units: (units: undefined[]) => units.length,
  list: (numbers: bigint[]) => numbers.length,
  stream: () => {},
};
const idOf = (name: string) => Deep.methods.get(name)?.id ?? 0n;

const OK = 0;
const INVALID_PAYLOAD = [1, 2];
/** The varint of 65,536 and of one more. */
const UNITS = [0x80, 0x80, 0x04];
const UNITS_AND_ONE = [0x81, 0x80, 0x04];

async function callee() {
  const [link, peer] = RawPeer.pair();
  await serve(link, Deep, handlers);
  await peer.introduce();
  let request = -1;
  return async (name: string, args: readonly number[]) => {
    request += 2;
    const method = idOf(name);
    const bytes = new Uint8Array(args);
    peer.say({ kind: "Request", connection: 0, request, method, channels: [], metadata: [], args: bytes });
    return [...(await peer.hear("Response")).ret];
  };
}

describe("what a session decodes", () => {
  it("may be 128 levels deep and not 129: the Call is answered InvalidPayload", async () => {
    const answer = await callee();
    // Each node is two levels, its struct and its option.
    const nodes = (count: number) => [...new Array(count - 1).fill(1), 0];
    const most = 64;
    expect((await answer("take", nodes(most)))[0]).toBe(OK);
    expect(await answer("take", nodes(most + 1))).toEqual(INVALID_PAYLOAD);
  });

  it("may have 65,536 elements of no bytes and not one more", async () => {
    const answer = await callee();
    expect(await answer("units", UNITS)).toEqual([OK, ...UNITS]);
    expect(await answer("units", UNITS_AND_ONE)).toEqual(INVALID_PAYLOAD);
  });

  it("may promise as many elements as there are bytes left and not one more", async () => {
    const answer = await callee();
    expect((await answer("list", [3, 1, 2, 3]))[0]).toBe(OK);
    expect(await answer("list", [4, 1, 2, 3])).toEqual(INVALID_PAYLOAD);
    expect(await answer("list", [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f])).toEqual(INVALID_PAYLOAD);
  });

  it("fails the call alone when it is a Response, and the channel alone when it is an Item", async () => {
    const [link, peer] = RawPeer.pair();
    const connecting = connect(link, Deep);
    await peer.welcome();
    const client = await connecting;
    const call = client.give();
    const { request } = await peer.hear("Request");
    const ret = new Uint8Array([OK, ...UNITS_AND_ONE]);
    peer.say({ kind: "Response", connection: 0, request, channels: [], metadata: [], ret });
    await expect(call).rejects.toMatchObject({ code: "invalid-response", requestId: request });
    const [tx, rx] = channel(t.list(t.unit));
    void client.stream(tx).catch(() => {});
    const [id = 0] = (await peer.hear("Request")).channels;
    peer.say({ kind: "ChannelItem", connection: 0, channel: id, item: new Uint8Array(UNITS) });
    expect((await rx.next()).value?.length).toBe(65_536);
    peer.say({ kind: "ChannelItem", connection: 0, channel: id, item: new Uint8Array(UNITS_AND_ONE) });
    await expect(rx.next()).rejects.toMatchObject({ code: "invalid-item", channelId: id });
    expect(await peer.hear("ResetChannel")).toMatchObject({ channel: id });
  });
});

describe("what a session encodes", () => {
  it("may be 128 levels deep and not 129: nothing is sent", async () => {
    const [link, peer] = RawPeer.pair();
    const connecting = connect(link, Deep);
    await peer.welcome();
    const client = await connecting;
    const nodes = (count: number) => {
      let node: Node = { next: null };
      for (let n = 1; n < count; n++) node = { next: node };
      return node;
    };
    void client.take(nodes(64)).catch(() => {});
    await peer.hear("Request");
    await expect(client.take(nodes(65))).rejects.toMatchObject({ code: "invalid-value", connectionId: 0 });
    await expect(client.take(nodes(65))).rejects.toThrow(/128 levels/);
    expect(peer.heard).toEqual([]);
  });
});
