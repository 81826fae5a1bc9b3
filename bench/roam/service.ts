import { channel, defineService, type Client as RoamClient, type Service, t } from "roam-xstate";
import type { Client } from "../contender.ts";

const CREDITS = [16, 256] as const;
type Credit = (typeof CREDITS)[number];

/** What the bench asks of roam, whatever the link. */
export const Bench = defineService("Bench", {
  increment: t.method([t.u32], t.u32),
  take16: t.method([t.rx(t.i32, { credit: 16 })], t.u32),
  take256: t.method([t.rx(t.i32, { credit: 256 })], t.u32),
  takeBlocks16: t.method([t.rx(t.bytes, { credit: 16 })], t.u32),
  takeBlocks256: t.method([t.rx(t.bytes, { credit: 256 })], t.u32),
  give16: t.method([t.u32, t.tx(t.i32, { credit: 16 })], t.unit),
  give256: t.method([t.u32, t.tx(t.i32, { credit: 256 })], t.unit),
});

export const options = { limits: { requestsInFlight: 1024, handlers: 1024 } };

async function count(items: AsyncIterable<unknown>): Promise<number> {
  let n = 0;
  for await (const _ of items) n++;
  return n;
}

interface Sink<T> {
  send(item: T): Promise<void>;
  close(): Promise<void>;
}

async function fill<T>(sink: Sink<T>, items: number, item: (n: number) => T): Promise<void> {
  for (let n = 0; n < items; n++) await sink.send(item(n));
  await sink.close();
}

function creditOf(credit: number): Credit {
  const known = CREDITS.find((one) => one === credit);
  if (known === undefined) throw new Error(`no method for credit ${credit}`);
  return known;
}

const give = (items: number, out: Sink<number>) => fill(out, items, (n) => n);

export const handlers = {
  increment: (value: number) => value + 1,
  take16: count,
  take256: count,
  takeBlocks16: count,
  takeBlocks256: count,
  give16: give,
  give256: give,
};

type BenchClient = typeof Bench extends Service<infer Types> ? RoamClient<Types> : never;

/** The client half over a connection: a call is an actor on each side, items pass the channels' data plane. */
export function clientOver(client: BenchClient): Client {
  return {
    call: (value) => client.increment(value),
    async send(items, credit) {
      const [tx, rx] = channel(t.i32);
      const taken = client[`take${creditOf(credit)}`](rx);
      await fill(tx, items, (n) => n);
      return taken;
    },
    async sendBlocks(items, credit) {
      const block = new Uint8Array(64 * 1024);
      const [tx, rx] = channel(t.bytes);
      const taken = client[`takeBlocks${creditOf(credit)}`](rx);
      await fill(tx, items, () => block);
      return taken;
    },
    async receive(items, credit) {
      const [tx, rx] = channel(t.i32);
      const given = client[`give${creditOf(credit)}`](items, tx);
      const received = await count(rx);
      await given;
      return received;
    },
  };
}
