import { afterEach, describe, expect, it } from "vitest";
import {
  channel,
  connect,
  defineService,
  memoryPair,
  type Rx,
  type Server,
  serve,
  sessionOf,
  type Tx,
  t,
} from "../../../runtime/index.ts";
import { settled } from "../raw-peer.ts";

const Echo = defineService("Echo", {
  both: t.method([t.rx(t.i32, { credit: 4 }), t.tx(t.i32, { credit: 4 })], t.unit),
});

let server: Server | undefined;
afterEach(() => server?.close());

/** A call whose handler is the test's, with both kept ends. */
async function meet(both: (rx: Rx<number>, tx: Tx<number>) => unknown) {
  const [near, far] = memoryPair();
  server = await serve(far, Echo, {
    both: async (rx, tx) => {
      await both(rx, tx);
    },
  });
  const client = await connect(near, Echo);
  const [tx, theirRx] = channel(t.i32);
  const [theirTx, rx] = channel(t.i32);
  return { tx, rx, done: client.both(theirRx, theirTx), client };
}

async function all(rx: Rx<number>): Promise<number[]> {
  const got: number[] = [];
  for await (const n of rx) got.push(n);
  return got;
}

describe("a call with a channel each way", () => {
  it("[rpc.channel] the caller closes its side first: the callee hears the end and goes on sending", async () => {
    const { tx, rx, done } = await meet(async (numbers, out) => {
      const got = await all(numbers);
      await out.sendAll(got.map((n) => n * 10));
      await out.sendAll([1, 2, 3, 4, 5, 6, 7, 8]);
      await out.close();
    });
    await tx.sendAll([1, 2, 3]);
    await tx.close();
    expect(await all(rx)).toEqual([10, 20, 30, 1, 2, 3, 4, 5, 6, 7, 8]);
    await done;
  });

  it("the callee closes its side first: the caller hears the end and goes on sending", async () => {
    const got: number[] = [];
    const { tx, rx, done } = await meet(async (numbers, out) => {
      await out.send(1);
      await out.close();
      for await (const n of numbers) got.push(n);
    });
    expect(await all(rx)).toEqual([1]);
    await tx.sendAll([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    await tx.close();
    await done;
    expect(got).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it("the caller resets what it receives: the callee's writes fail, its reads go on", async () => {
    const got: number[] = [];
    const { tx, rx, done } = await meet(async (numbers, out) => {
      await expect(out.sendAll([1, 2, 3, 4, 5, 6, 7, 8, 9])).rejects.toMatchObject({ code: "channel-reset" });
      for await (const n of numbers) got.push(n);
    });
    expect((await rx.next()).value).toBe(1);
    await rx.return();
    await tx.sendAll([1, 2, 3, 4, 5]);
    await tx.close();
    await done;
    expect(got).toEqual([1, 2, 3, 4, 5]);
  });

  it("the callee resets what it receives: the caller's writes fail, its reads go on", async () => {
    const { tx, rx, done } = await meet(async (numbers, out) => {
      for await (const n of numbers) if (n === 2) break;
      await out.sendAll([7, 8, 9]);
      await out.close();
    });
    await expect(tx.sendAll([1, 2, 3, 4, 5, 6, 7])).rejects.toMatchObject({ code: "channel-reset" });
    expect(await all(rx)).toEqual([7, 8, 9]);
    await done;
  });

  it("[rpc.channel.lifecycle] both sides go on after the handler has returned", async () => {
    const held: { rx?: Rx<number>; tx?: Tx<number> } = {};
    const { tx, rx, done } = await meet((numbers, out) => {
      held.rx = numbers;
      held.tx = out;
    });
    await done;
    await tx.send(1);
    await tx.close();
    expect((await held.rx?.next())?.value).toBe(1);
    await held.tx?.send(2);
    await held.tx?.close();
    expect(await all(rx)).toEqual([2]);
  });

  it("both sides end when the connection does", async () => {
    const { tx, rx, done, client } = await meet(async (numbers) => {
      await all(numbers).catch(() => {});
    });
    const reading = rx.next();
    const writing = tx.sendAll([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    await Promise.all([writing, settled()]);
    await sessionOf(client).close();
    await expect(done).rejects.toMatchObject({ code: "closed" });
    await expect(reading).rejects.toMatchObject({ code: "closed" });
    await expect(tx.send(1)).rejects.toMatchObject({ code: "closed" });
  });
});
