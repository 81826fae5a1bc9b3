import { describe, expect, it } from "vitest";
import { channel, defineService, type Handlers, type Rx, type Tx, t } from "../../runtime/index.ts";
import { settled } from "../runtime/raw-peer.ts";
import { answer, call, callee, caller, closing, item, kinds, resetting, two } from "./peers.ts";

const Point = t.struct({ x: t.i32, y: t.u8 });
const Streams = defineService("Streams", {
  collect: t.method([t.rx(t.i32)], t.unit),
  produce: t.method([t.tx(t.i32)], t.unit),
  plot: t.method([t.rx(Point)], t.unit),
});

/** Handlers that hand the ends they hold to the test. */
function holding() {
  const held: { rx?: Rx<number>; tx?: Tx<number> } = {};
  const handlers: Handlers<typeof Streams.types> = {
    collect: (rx) => {
      held.rx = rx;
    },
    produce: (tx) => {
      held.tx = tx;
    },
    plot: () => {},
  };
  return { held, handlers };
}

async function all<T>(items: AsyncIterable<T> | undefined): Promise<T[]> {
  const got: T[] = [];
  for await (const value of items ?? []) got.push(value);
  return got;
}

describe("a channel", () => {
  it("[rpc.channel] brings the items of its sender to its receiver, each once, in order, whatever the pace", async () => {
    const { held, handlers } = holding();
    const { client } = await two(Streams, handlers);
    const [tx, rx] = channel(t.i32);
    await client.collect(rx);
    const sent = Array.from({ length: 1000 }, (_, n) => n);
    const sending = (async () => {
      for (const n of sent) await tx.send(n);
      await tx.close();
    })();
    expect(await all(held.rx)).toEqual(sent);
    await sending;
  });

  it("[rpc.channel] goes one way: who receives on it cannot send, and the counterpart may not try", async () => {
    const { client, peer } = await caller(Streams);
    const [, rx] = channel(t.i32);
    void client.collect(rx);
    await peer.hear("Request");
    expect("send" in rx).toBe(false);
    peer.say(item(1, 2));
    await peer.expectProtocolError("rpc.channel.item");
  });

  it("[rpc.channel.direction] of an Rx in the arguments has the handler receive, of a Tx the handler send", async () => {
    const { held, handlers } = holding();
    const { client } = await two(Streams, handlers);
    const [tx, theirRx] = channel(t.i32);
    const [theirTx, rx] = channel(t.i32);
    await Promise.all([client.collect(theirRx), client.produce(theirTx)]);
    await tx.send(1);
    await held.tx?.send(2);
    expect(await held.rx?.next()).toEqual({ value: 1, done: false });
    expect(await rx.next()).toEqual({ value: 2, done: false });
  });

  it("[rpc.channel.item] carries one encoded element for each message, with nothing around it", async () => {
    const { client, peer } = await caller(Streams);
    const [tx, rx] = channel(Point);
    void client.plot(rx);
    await tx.send({ x: -1, y: 200 });
    await tx.send({ x: 64, y: 0 });
    expect(await peer.hear("ChannelItem")).toEqual(item(1, 0x01, 200));
    expect(await peer.hear("ChannelItem")).toEqual(item(1, 0x80, 0x01, 0));
  });

  it("[rpc.channel.allocation] takes its id from the caller's half, apart from the ids of calls", async () => {
    for (const [parity, ids] of [
      ["odd", [1, 3]],
      ["even", [2, 4]],
    ] as const) {
      const { client, peer } = await caller(Streams, {
        parity,
        announced: { parity: parity === "odd" ? "even" : "odd" },
      });
      const [, rx] = channel(t.i32);
      const [tx] = channel(t.i32);
      void client.collect(rx);
      void client.produce(tx);
      const requests = [await peer.hear("Request"), await peer.hear("Request")];
      expect(requests.map(({ channels }) => channels)).toEqual(ids.map((id) => [id]));
      expect(requests.map(({ request }) => request)).toEqual(ids);
    }
  });

  it("[rpc.channel.allocation] of the answering side's half ends a strict session", async () => {
    const { peer } = await callee(Streams, holding().handlers, { profile: "strict" });
    peer.say(call(Streams, "collect", { channels: [2] }));
    await peer.expectProtocolError("rpc.channel.allocation");
  });

  it("[rpc.channel.allocation] of the answering side's half, which compat takes, is not given out while it lives", async () => {
    const { held, handlers } = holding();
    const { peer } = await callee(Streams, {
      ...handlers,
      collect: (rx, { connection }) => {
        held.rx = rx;
        void connection.client(Streams).produce(channel(t.i32)[0]);
      },
    });
    peer.say(call(Streams, "collect", { channels: [2] }), item(2, 10));
    expect((await peer.hear("Request")).channels).toEqual([4]);
    expect(await held.rx?.next()).toEqual({ value: 5, done: false });
  });
});

describe("the life of a channel", () => {
  it("[rpc.channel.lifecycle] goes on after its call was answered, with an error too", async () => {
    const Failing = defineService("Streams", { collect: t.fallible([t.rx(t.i32)], t.unit, t.string) });
    const received: Promise<number[]>[] = [];
    const { client } = await two(Failing, {
      collect: (rx) => {
        received.push(all(rx));
        return { ok: false, error: "but send on" };
      },
    });
    const [tx, rx] = channel(t.i32);
    expect(await client.collect(rx)).toEqual({ ok: false, error: "but send on" });
    for (const n of [1, 2, 3]) await tx.send(n);
    await tx.close();
    expect(await Promise.all(received)).toEqual([[1, 2, 3]]);
  });

  it("[rpc.channel.lifecycle] ends with Close, Reset or the connection, at both ends", async () => {
    for (const how of ["close", "reset", "teardown"]) {
      const { held, handlers } = holding();
      const { client, server, session } = await two(Streams, handlers);
      const [tx, rx] = channel(t.i32);
      await client.collect(rx);
      const read = held.rx?.next().catch(() => {});
      if (how === "close") await tx.close();
      else if (how === "reset") await held.rx?.return();
      else await session.close();
      await read;
      await settled();
      expect(session.actor.getSnapshot().context.channels).toBe(0);
      expect(server.sessions[0]?.actor.getSnapshot().context.channels ?? 0).toBe(0);
    }
  });

  it("[rpc.channel.close] is ended by the handler that sends, once, and nothing follows", async () => {
    const { held, handlers } = holding();
    const { peer } = await callee(Streams, handlers);
    peer.say(call(Streams, "produce", { channels: [1] }));
    await peer.hear("Response");
    await held.tx?.send(1);
    await held.tx?.close();
    await held.tx?.close();
    await expect(held.tx?.send(2)).rejects.toMatchObject({ code: "channel-closed" });
    await settled();
    expect(peer.heard).toEqual([item(1, 2), closing(1)]);
  });

  it("[rpc.channel.reset] stops the handler that sends, which sends nothing more", async () => {
    const { held, handlers } = holding();
    const { peer } = await callee(Streams, handlers);
    peer.say(call(Streams, "produce", { channels: [1] }));
    await peer.hear("Response");
    peer.say(resetting(1));
    await settled();
    await expect(held.tx?.send(1)).rejects.toMatchObject({ code: "channel-reset" });
    await settled();
    expect(kinds(peer)).toEqual([]);
  });

  it("[rpc.channel.reset] is what the counterpart hears of a handler that stops reading", async () => {
    const { peer } = await callee(Streams, {
      ...holding().handlers,
      collect: async (rx) => {
        for await (const _ of rx) break;
      },
    });
    peer.say(call(Streams, "collect", { channels: [1] }), item(1, 2));
    expect(await peer.hear("ResetChannel")).toEqual(resetting(1));
    await peer.hear("Response");
  });

  it("[rpc.channel] ends with its call when nobody ever held it there", async () => {
    const { client, peer } = await caller(Streams);
    const [tx, rx] = channel(t.i32);
    const collected = client.collect(rx);
    peer.say(answer(await peer.hear("Request"), 1, 1));
    await expect(collected).rejects.toMatchObject({ code: "unknown-method" });
    await expect(tx.send(1)).rejects.toMatchObject({ code: "call-refused" });
  });
});
