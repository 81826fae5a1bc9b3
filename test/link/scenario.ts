import { type Client, channel, defineService, type Handlers, t } from "../../runtime/public.ts";

/** What both sides serve. */
export const Peer = defineService("Peer", {
  add: t.method([t.i32, t.i32], t.i32),
  echo: t.method([t.bytes], t.bytes),
  divide: t.fallible([t.i64, t.i64], t.i64, t.enum({ DivisionByZero: null })),
  /** The handler receives. */
  total: t.method([t.rx(t.bytes)], t.u64),
  /** The handler sends. */
  count: t.method([t.u32, t.tx(t.u32)], t.unit),
  /** Both at once. */
  double: t.method([t.rx(t.i32), t.tx(t.i32)], t.unit),
  /** Ends when it is cancelled. */
  wait: t.method([], t.unit),
  /** Plays the scenario on the caller; resolves to what it did. */
  playBack: t.method([], t.list(t.string)),
});

type PeerTypes = typeof Peer.types;

/** What both sides answer. */
export const handlers: Handlers<PeerTypes> = {
  add: (a, b) => a + b,
  echo: (bytes) => bytes,
  divide: (a, b) => (b === 0n ? { ok: false, error: { tag: "DivisionByZero" } } : { ok: true, value: a / b }),
  async total(pieces) {
    let total = 0n;
    for await (const piece of pieces) total += BigInt(piece.length);
    return total;
  },
  async count(to, out) {
    for (let i = 0; i < to; i++) await out.send(i);
    await out.close();
  },
  async double(numbers, out) {
    for await (const n of numbers) await out.send(n * 2);
    await out.close();
  },
  wait: ({ signal }) => new Promise((resolve) => signal.addEventListener("abort", () => resolve())),
  async playBack({ connection }) {
    await using client = connection.client(Peer);
    return await play(client);
  },
};

type Step = (peer: Client<PeerTypes>) => Promise<unknown>;

const STEPS: Readonly<Record<string, readonly [Step, unknown]>> = {
  "a call": [(peer) => peer.add(2, 3), 5],
  "300 calls at once": [
    async (peer) => {
      const sums = await Promise.all(Array.from({ length: 300 }, (_, i) => peer.add(i, i)));
      return sums.every((sum, i) => sum === 2 * i);
    },
    true,
  ],
  "an error": [async (peer) => (await peer.divide(1n, 0n)).ok, false],
  "2 MB there and back": [
    async (peer) => {
      const bytes = new Uint8Array(2_000_000).map((_, i) => i);
      const back = await peer.echo(bytes);
      return back.length === bytes.length && back.every((byte, i) => byte === bytes[i]);
    },
    true,
  ],
  "6 MB through a channel": [
    async (peer) => {
      const [tx, rx] = channel(t.bytes);
      const total = peer.total(rx);
      for (let i = 0; i < 60; i++) await tx.send(new Uint8Array(100_000));
      await tx.close();
      return total;
    },
    6_000_000n,
  ],
  "500 items back": [
    async (peer) => {
      const [tx, rx] = channel(t.u32);
      const done = peer.count(500, tx);
      let sum = 0;
      for await (const n of rx) sum += n;
      await done;
      return sum;
    },
    124_750,
  ],
  "items both ways": [
    async (peer) => {
      const [numbers, theirs] = channel(t.i32);
      const [out, doubles] = channel(t.i32);
      const done = peer.double(theirs, out);
      const got: number[] = [];
      for (const n of [1, 2, 3]) {
        await numbers.send(n);
        const { value } = await doubles.next();
        if (value !== undefined) got.push(value);
      }
      await numbers.close();
      await done;
      return got.join();
    },
    "2,4,6",
  ],
  "leaving early": [
    async (peer) => {
      const [tx, rx] = channel(t.u32);
      const call = peer.count(1_000_000, tx);
      call.catch(() => {});
      for await (const n of rx) if (n === 10) break;
      return peer.add(1, 1);
    },
    2,
  ],
  "a cancelled call": [
    async (peer) => {
      const waiting = peer.wait();
      queueMicrotask(() => waiting.cancel());
      return waiting.catch((error: { code?: unknown }) => error.code);
    },
    "cancelled",
  ],
};

/** Plays calls and channels on a peer; resolves to the names of the steps. @throws {Error} for the first that fails */
export async function play(peer: Client<PeerTypes>): Promise<string[]> {
  for (const [name, [step, expected]] of Object.entries(STEPS)) {
    const result = await step(peer);
    if (result !== expected) throw new Error(`${name}: ${String(result)} instead of ${String(expected)}`);
  }
  return Object.keys(STEPS);
}
