import { setImmediate as nextTurn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { IncomingChannel } from "../../../runtime/driver/incoming-channel.ts";
import { PAIR } from "../../../runtime/driver/pair.ts";
import { channel, connect, defineService, memoryPair, serve, type Tx, t } from "../../../runtime/index.ts";

const Feeds = defineService("Feeds", { open: t.method([t.tx(t.u32)], t.unit) });

describe("what a life keeps of another", () => {
  it("is nothing of the call, for a channel that outlives it", async () => {
    const [near, far] = memoryPair();
    const open: Tx<number>[] = [];
    let answer = (): void => {};
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const handlers = {
      open(tx: Tx<number>) {
        open.push(tx);
        return answered;
      },
    };
    const server = await serve(far, Feeds, handlers);
    await using client = await connect(near, Feeds);
    const [tx, rx] = channel(t.u32);
    const call = client.open(tx);
    const receiver: IncomingChannel<number> | null = rx[PAIR].receiver;
    while (open.length === 0) await nextTurn();
    expect(receiver?.introducedBy).not.toBeNull();
    answer();
    await call;
    expect(receiver?.introducedBy).toBeNull();
    await open[0]?.send(7);
    expect(await rx.next()).toEqual({ value: 7, done: false });
    await rx.return();
    await server.close();
  });
});
