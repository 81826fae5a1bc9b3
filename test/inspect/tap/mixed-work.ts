import { type Client, channel, defineService, type Handlers, sessionOf, t } from "../../../runtime/index.ts";
import { settled } from "../../runtime/raw-peer.ts";

export const Mixed = defineService("Mixed", {
  add: t.method([t.i32, t.i32], t.i32),
  divide: t.fallible([t.i64, t.i64], t.i64, t.enum({ DivisionByZero: null })),
  sum: t.method([t.rx(t.i32, { credit: 4 })], t.i64),
  generate: t.method([t.u32, t.tx(t.i32, { credit: 4 })], t.unit),
  wait: t.method([], t.unit),
  fail: t.method([], t.unit),
});

/** The same name and one method that nobody serves. */
const More = defineService("Mixed", {
  add: t.method([t.i32, t.i32], t.i32),
  more: t.method([t.tx(t.u8)], t.unit),
});

export const handlers: Handlers<typeof Mixed.types> = {
  add: (a, b) => a + b,
  divide: (a, b) => (b === 0n ? { ok: false, error: { tag: "DivisionByZero" } } : { ok: true, value: a / b }),
  sum: async (numbers) => {
    let sum = 0n;
    for await (const number of numbers) sum += BigInt(number);
    return sum;
  },
  generate: async (count, out) => {
    for (let i = 0; i < count; i++) await out.send(i);
    await out.close();
  },
  wait: ({ signal }) => new Promise((resolve) => signal.addEventListener("abort", () => resolve(undefined))),
  fail: () => {
    throw new Error("no");
  },
};

/** Calls, streams both ways, a cancel, a reset, refused and failed calls, virtual connections: nothing that crosses. */
export async function work(client: Client<typeof Mixed.types>): Promise<void> {
  await client.add(2, 3);
  await client.divide(1n, 0n);
  await client.fail().catch(() => {});

  const [tx, rx] = channel(t.i32);
  const total = client.sum(rx);
  for (let i = 0; i < 20; i++) await tx.send(i);
  await tx.close();
  await total;

  const [out, items] = channel(t.i32);
  const generated = client.generate(20, out);
  for await (const _ of items);
  await generated;

  const [much, few] = channel(t.i32);
  const broken = client.generate(1_000, much).catch(() => {});
  for await (const _ of few) break;
  await broken;

  const call = client.wait();
  await settled();
  call.cancel();
  await call.catch(() => {});
  await client.add(1, 1);

  const session = sessionOf(client);
  const second = await session.open(Mixed);
  await second.add(4, 5);
  await second.close();
  await session.open(More, { metadata: { refuse: "yes" } }).catch(() => {});
  await client.add(1, 2);
}
