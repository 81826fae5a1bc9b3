import { describe, expect, it } from "vitest";
import { channel, connect, defineService, serve, sessionOf, t } from "../../../runtime/index.ts";
import { call, callee, caller, close, item } from "../peers.ts";
import { RawPeer, settled } from "../raw-peer.ts";

const Bundles = defineService("Bundles", {
  one: t.method([t.tx(t.i32)], t.unit),
  two: t.method([t.tx(t.i32), t.tx(t.i32)], t.unit),
  three: t.method([t.tx(t.i32), t.tx(t.i32), t.tx(t.i32)], t.unit),
});
const idOf = (name: string) => Bundles.methods.get(name)?.id ?? 0n;
const request = (id: number, name: string, channels: number[]) =>
  ({
    kind: "Request",
    connection: 0,
    request: id,
    method: idOf(name),
    channels,
    metadata: [],
    args: new Uint8Array(),
  }) as const;

async function serving(options: object) {
  const [link, peer] = RawPeer.pair();
  let ran = 0;
  const run = () => {
    ran++;
  };
  await serve(link, Bundles, { one: run, two: run, three: run }, { onHandlerError: () => {}, ...options });
  await peer.introduce();
  return { peer, ran: () => ran };
}

async function calling(limits: object) {
  const [link, peer] = RawPeer.pair();
  const connecting = connect(link, Bundles, { limits });
  await peer.welcome();
  return { client: await connecting, peer };
}

describe("channelsPerCall", () => {
  it("lets a call have n and not n + 1", async () => {
    const { client, peer } = await calling({ channelsPerCall: 2 });
    const [a, b, c, d, e] = Array.from({ length: 5 }, () => channel(t.i32)[0]);
    if (!a || !b || !c || !d || !e) throw new Error();
    void client.two(a, b).catch(() => {});
    expect((await peer.hear("Request")).channels).toEqual([1, 3]);
    await expect(client.three(c, d, e)).rejects.toMatchObject({ limit: "channelsPerCall", figure: 2 });
    expect(peer.heard).toEqual([]);
  });

  it("takes a Call with n and ends the session at n + 1", async () => {
    const { peer, ran } = await serving({ limits: { channelsPerCall: 2 } });
    peer.say(request(1, "two", [1, 3]));
    await peer.hear("Response");
    expect(ran()).toBe(1);
    peer.say(request(3, "three", [5, 7, 9]));
    expect(await peer.expectProtocolError("session.message")).toContain("limit channelsPerCall is 2");
    expect(ran()).toBe(1);
  });
});

describe("channels", () => {
  it("lets a connection have n alive and not n + 1", async () => {
    const { client, peer } = await calling({ channels: 4 });
    const ends = Array.from({ length: 6 }, () => channel(t.i32));
    const [a, b, c, d, e, f] = ends.map(([tx]) => tx);
    if (!a || !b || !c || !d || !e || !f) throw new Error();
    void client.two(a, b).catch(() => {});
    void client.two(c, d).catch(() => {});
    await expect(client.one(e)).rejects.toMatchObject({ limit: "channels", figure: 4 });
    await settled();
    expect(peer.heard.length).toBe(2);
    await ends[0]?.[1].return();
    await ends[1]?.[1].return();
    void client.two(e, f).catch(() => {});
    await peer.hear("Request");
  });

  it("[rpc.channel.allocation] takes n of the counterpart; beyond, the Call is refused in compat and ends the session in strict", async () => {
    for (const profile of ["compat", "strict"] as const) {
      const { peer, ran } = await serving({ profile, limits: { channels: 4 } });
      peer.say(request(1, "two", [1, 3]), request(3, "two", [5, 7]));
      await settled();
      expect(ran()).toBe(2);
      peer.heard.splice(0);
      peer.say(request(5, "one", [9]));
      if (profile === "compat") {
        const refused = await peer.hear("Response");
        expect(refused).toMatchObject({ ret: new Uint8Array([1, 3]), metadata: [{ value: "limit channels is 4" }] });
        // What was on its way for them is dropped.
        peer.say({ kind: "ResetChannel", connection: 0, channel: 9, metadata: [] });
        peer.say({ kind: "ResetChannel", connection: 0, channel: 1, metadata: [] });
        peer.say({ kind: "ResetChannel", connection: 0, channel: 3, metadata: [] });
        peer.say(request(7, "two", [13, 15]));
        await peer.hear("Response");
        expect(ran()).toBe(3);
      } else {
        expect(await peer.expectProtocolError("rpc.channel.allocation")).toContain("limit channels is 4");
      }
    }
  });

  it("do not keep a Call without channels out", async () => {
    const { peer } = await callee({ limits: { channels: 0 } });
    peer.say(call(1, "add", { args: [2, 2] }));
    expect([...(await peer.hear("Response")).ret]).toEqual([0, 4]);
  });
});

describe("what comes before its Call", () => {
  const cases = [
    ["earlyItems", 3, [item(1, 1), item(3, 1), item(1, 1)], item(1, 1)],
    ["earlyBytes", 4, [item(1, 1, 2), item(3, 1, 2)], item(1, 1)],
    ["unannouncedChannels", 2, [item(1, 1), close(3)], item(5, 1)],
    ["unannouncedChannels", 2, [item(1, 1), close(3)], close(5)],
  ] as const;
  for (const [limit, figure, fits, tooMuch] of cases) {
    it(`is kept up to ${limit}, and ends the session beyond: ${tooMuch.kind}`, async () => {
      const { peer } = await callee({ limits: { [limit]: figure } });
      peer.say(...fits);
      peer.say({ kind: "Ping", connection: 0, nonce: 1n });
      await peer.hear("Pong");
      peer.say(tooMuch);
      expect(await peer.expectProtocolError("rpc.channel.item")).toContain(`limit ${limit} is ${figure}`);
    });
  }

  it("[rpc.flow-control.credit.exhaustion] is bounded by N for a channel whose handler has not started", async () => {
    const { peer } = await callee({ limits: { handlers: 1 } });
    peer.say(call(1, "wait"), call(3, "sum", { channels: [1] }));
    for (let n = 0; n < 4; n++) peer.say(item(1, 2));
    await settled();
    expect(peer.heard).toEqual([]);
    peer.say(item(1, 2));
    await peer.expectProtocolError("rpc.flow-control.credit.exhaustion");
  });
});

describe("items that the application does not take", () => {
  const Blobs = defineService("Blobs", { give: t.method([t.tx(t.bytes)], t.unit) });
  /** The bytes of an item of so many bytes in all. */
  const blob = (size: number) => [size - 1, ...new Array(size - 1).fill(0)];

  async function receiving(limits: object) {
    const [link, peer] = RawPeer.pair();
    const connecting = connect(link, Blobs, { limits });
    await peer.welcome();
    const client = await connecting;
    const receive = async (connection = 0) => {
      const [tx, rx] = channel(t.bytes);
      const session = sessionOf(client);
      const at = session.connections.find(({ id }) => id === connection);
      void at
        ?.client(Blobs)
        .give(tx)
        .catch(() => {});
      const [id = 0] = (await peer.hear("Request")).channels;
      const give = (size: number) =>
        peer.say({ kind: "ChannelItem", connection, channel: id, item: new Uint8Array(blob(size)) });
      return { id, rx, give };
    };
    return { peer, client, receive, session: sessionOf(client) };
  }

  it("are kept up to undeliveredBytes; beyond, that channel is reset and its reader told", async () => {
    const { peer, receive } = await receiving({ undeliveredBytes: 10 });
    const [one, other] = [await receive(), await receive()];
    one.give(6);
    other.give(4);
    await settled();
    expect(peer.heard).toEqual([]);
    other.give(1);
    expect(await peer.hear("ResetChannel")).toMatchObject({ channel: other.id });
    const { message } = await other.rx
      .next()
      .catch((error: Error) => error)
      .then((error) => Object(error));
    expect(message).toContain("limit undeliveredBytes is 10");
    expect((await one.rx.next()).value?.length).toBe(5);
    expect(one.rx.queued).toBe(0);
  });

  it("are kept up to undeliveredBytesPerSession over all connections", async () => {
    const { peer, receive, session } = await receiving({ undeliveredBytesPerSession: 10 });
    const opening = session.open(Blobs);
    const { connection } = await peer.hear("OpenConnection");
    const settings = { parity: "even", maxConcurrentRequests: 64 } as const;
    peer.say({ kind: "AcceptConnection", connection, settings, metadata: [] });
    await opening;
    const [here, there] = [await receive(), await receive(connection)];
    here.give(6);
    there.give(4);
    await settled();
    expect(session.driver.undeliveredBytes).toBe(10);
    there.give(1);
    expect(await peer.hear("ResetChannel")).toMatchObject({ channel: there.id, connection });
    await expect(there.rx.next()).rejects.toMatchObject({
      limit: "undeliveredBytesPerSession",
      channelId: there.id,
      connectionId: connection,
    });
    expect(session.driver.undeliveredBytes).toBe(6);
    // A connection that ends takes what was kept for it out of the sum, whoever still reads it.
    const late = await receive(connection);
    late.give(4);
    await settled();
    expect(session.driver.undeliveredBytes).toBe(10);
    peer.say({ kind: "CloseConnection", connection, metadata: [] });
    await settled();
    expect(session.driver.undeliveredBytes).toBe(6);
    await late.rx.next().catch(() => {});
    await here.rx.next();
    expect(session.driver.undeliveredBytes).toBe(0);
  });
});

describe("credit", () => {
  it("[rpc.flow-control.credit.grant.additive] may add up to 4,294,967,295 and not one more", async () => {
    const { client, peer } = await caller();
    const [, rx] = channel(t.i32);
    void client.sum(rx).catch(() => {});
    const [id = 0] = (await peer.hear("Request")).channels;
    const grant = (additional: number) => peer.say({ kind: "GrantCredit", connection: 0, channel: id, additional });
    grant(0xffff_ffff - 4);
    peer.say({ kind: "Ping", connection: 0, nonce: 1n });
    await peer.hear("Pong");
    grant(1);
    await peer.expectProtocolError("rpc.flow-control.credit.grant.additive");
  });
});

describe("a stream", () => {
  it("of N items fits, and the item beyond the credit ends the session", async () => {
    const { client, peer } = await caller();
    const [tx] = channel(t.i32);
    void client.generate(9, tx).catch(() => {});
    const [id = 0] = (await peer.hear("Request")).channels;
    for (let n = 0; n < 4; n++) peer.say(item(id, 2));
    await settled();
    expect(peer.heard).toEqual([]);
    peer.say(item(id, 2));
    await peer.expectProtocolError("rpc.flow-control.credit.exhaustion");
  });
});
