import { describe, expect, it } from "vitest";
import { channel, connect, type Infer, memoryPair, Rx, serve, Tx, t } from "../../../runtime/index.ts";
import { RawPeer } from "../raw-peer.ts";
import { type Job, Nest, transfer } from "./nest.ts";

describe("the channels of a Call that came", () => {
  type Given = { job?: Infer<typeof Job>; ends: (Rx<number> | Tx<number> | null)[] };

  /** A server whose handlers hand what they are given to the test, and the raw counterpart that calls. */
  async function callee() {
    const [link, peer] = RawPeer.pair();
    const given: Given = { ends: [] };
    await serve(link, Nest, {
      transfer(first, inner, last) {
        given.ends = [first, inner.up, inner.down, last];
      },
      job(job, tx) {
        given.job = job;
        given.ends = [tx];
      },
      maybe(rx, inner, tx) {
        given.ends = [rx, inner?.up ?? null, inner?.down ?? null, tx];
      },
      pair([tx, [, rx]]) {
        given.ends = [tx, rx];
      },
    });
    await peer.introduce();
    const call = async (name: "transfer" | "job" | "maybe" | "pair", channels: number[], args: number[]) => {
      const method = Nest.methods.get(name)?.id ?? 0n;
      peer.say({
        kind: "Request",
        connection: 0,
        request: 1,
        method,
        channels,
        metadata: [],
        args: new Uint8Array(args),
      });
      return [...(await peer.hear("Response")).ret];
    };
    return { peer, given, call };
  }

  /** The channel that an end is bound to, found out by using it. */
  async function idOf(peer: RawPeer, end: Rx<number> | Tx<number> | null | undefined, ids: number[]): Promise<number> {
    if (end instanceof Tx) {
      await end.send(1);
      return (await peer.hear("ChannelItem")).channel;
    }
    if (!(end instanceof Rx)) return 0;
    const reading = end.next();
    for (const id of ids) {
      peer.say({ kind: "ChannelItem", connection: 0, channel: id, item: new Uint8Array([id * 2]) });
    }
    return (await reading).value ?? 0;
  }

  it("[rpc.channel.binding.callee-args] [rpc.channel.binding] are bound by the ids of the Call, in discovery order", async () => {
    const { peer, given, call } = await callee();
    expect(await call("transfer", [9, 3, 7, 5], [1, 110])).toEqual([0]);
    const ids: number[] = [];
    for (const end of given.ends) ids.push(await idOf(peer, end, [3, 5]));
    expect(ids).toEqual([9, 3, 7, 5]);
  });

  it("in an enum are those of the variant that came", async () => {
    const { peer, given, call } = await callee();
    expect(await call("job", [5, 3, 1], [2, 9])).toEqual([0]);
    if (given.job?.tag !== "Copy") throw new Error("the variant is another");
    expect(given.job[1]).toBe(9);
    const ends = [given.job[0], given.job[2], ...given.ends];
    const ids: number[] = [];
    for (const end of ends) ids.push(await idOf(peer, end, [5]));
    expect(ids).toEqual([5, 3, 1]);
  });

  it("in a None are none", async () => {
    const { peer, given, call } = await callee();
    expect(await call("maybe", [1], [0, 0])).toEqual([0]);
    expect(given.ends.slice(0, 3)).toEqual([null, null, null]);
    expect(await idOf(peer, given.ends[3], [])).toBe(1);
  });

  it("are refused when a None came with an id, or an active variant without", async () => {
    const surplus = await callee();
    expect(await surplus.call("maybe", [1, 3], [0, 0])).toEqual([1, 2]);
    const missing = await callee();
    expect(await missing.call("job", [1], [1])).toEqual([1, 2]);
  });
});

describe("two peers with nested channels", () => {
  it("stream both ways through a variant with a struct inside", async () => {
    const [near, far] = memoryPair();
    const server = await serve(far, Nest, {
      transfer: () => {},
      async job(job, log) {
        if (job.tag !== "Move") throw new Error("another variant");
        for await (const n of job.inner.up) {
          await job.inner.down.send(n + 1);
          await job.to.send(n + 2);
        }
        for (const tx of [job.inner.down, job.to]) await tx.close();
        await log.send(99);
        await log.close();
      },
      maybe: () => {},
      pair: () => {},
    });
    const client = await connect(near, Nest);
    const { tx, rx, value } = transfer();
    const [to, moved] = channel(t.i32);
    const [log, lines] = channel(t.i32);
    const done = client.job({ tag: "Move", to, inner: value }, log);
    const got: Record<"down" | "to" | "log", number[]> = { down: [], to: [], log: [] };
    const reading = Promise.all([
      rx.forEach((n) => void got.down.push(n)),
      moved.forEach((n) => void got.to.push(n)),
      lines.forEach((n) => void got.log.push(n)),
    ]);
    await tx.sendAll([10, 20, 30]);
    await tx.close();
    await Promise.all([reading, done]);
    expect(got).toEqual({ down: [11, 21, 31], to: [12, 22, 32], log: [99] });
    await client.close();
    await server.close();
  });
});
