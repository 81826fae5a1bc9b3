import {
  channel,
  connect,
  defineService,
  type HandlerContext,
  type Session,
  sessionOf,
  t,
} from "../../runtime/index.ts";
import type { Random } from "../../test/sim/random.ts";

export const Mixed = defineService("Mixed", {
  increment: t.method([t.u32], t.u32),
  wait: t.method([], t.unit),
  fail: t.method([], t.unit),
  take: t.method([t.rx(t.i32, { credit: 4 })], t.u32),
  give: t.method([t.u32, t.tx(t.i32, { credit: 4 })], t.unit),
});

/** Who takes this item has had enough. */
const ENOUGH = -1;

export const handlers = {
  increment: (value: number) => value + 1,
  // Until it is told to stop: a handler that went on for ever would keep its place among those that may run.
  wait: ({ signal }: HandlerContext) =>
    new Promise<void>((resolve) => {
      signal.addEventListener("abort", () => resolve(), { once: true });
    }),
  fail: () => {
    throw new Error("planned");
  },
  async take(items: AsyncIterable<number>) {
    let taken = 0;
    for await (const item of items) {
      if (item === ENOUGH) break;
      taken += 1;
    }
    return taken;
  },
  async give(count: number, out: { send(item: number): Promise<void>; close(): Promise<void> }) {
    for (let n = 0; n < count; n++) await out.send(n);
    await out.close();
  },
};

/** What one worker works with. */
export interface Bench {
  readonly url: string;
  readonly client: MixedClient;
  readonly random: Random;
  /** Is told of every session that begins. */
  begun(session: Session): void;
}

export type MixedClient = Awaited<ReturnType<typeof dial>>;

/**
 * One in four pieces of work ends in a Cancel, hundreds a second; a peer bears 33. With what is the default the session
 * that is to last ends within ten seconds, with ProtocolError.
 */
export const limits = { abortsPerSecond: 100_000 };

export function dial(url: string) {
  return connect(url, Mixed, { limits });
}

/** Each does one thing and leaves nothing behind; what was bound to fail is waited for and swallowed by the worker. */
export const WORKS: Readonly<Record<string, (bench: Bench) => Promise<unknown>>> = {
  call: ({ client }) => client.increment(1),
  "failing call": ({ client }) => client.fail(),
  "call that runs out of time": ({ client }) => client.wait({ timeoutMs: 5 }),
  async cancel({ client, random }) {
    const call = client.wait();
    if (random.chance(0.5)) await client.increment(1);
    call.cancel();
    await call;
  },
  async "stream up, at times reset"({ client, random }) {
    const [tx, rx] = channel(t.i32);
    const taken = client.take(rx);
    const last = random.below(40);
    try {
      for (let n = 0; n < 20; n++) await tx.send(n === last ? ENOUGH : n);
      await tx.close();
    } finally {
      await taken;
    }
  },
  async "stream down, at times reset"({ client, random }) {
    const [tx, rx] = channel(t.i32);
    const given = client.give(20, tx);
    const last = random.below(40);
    for await (const item of rx) if (item === last) break;
    await given;
  },
  async "virtual connection"({ client }) {
    const virtual = await sessionOf(client).open(Mixed);
    await virtual.increment(1);
    await virtual.close();
  },
  async "connect and disconnect"({ url, random, begun }) {
    const client = await dial(url);
    begun(sessionOf(client));
    await client.increment(1);
    // A call that is still there when the session ends.
    const cut = random.chance(0.5) ? client.wait() : undefined;
    await sessionOf(client).close();
    await cut;
  },
};
