import { ChannelError, type Handlers, type Rx, type Tx } from "../../runtime/index.ts";
import type { Pace } from "./pace.ts";
import type { Showcase } from "./service.ts";

/** What the server does, slowly enough to watch. */
export function handlersOf(pace: Pace): Handlers<typeof Showcase.types> {
  return {
    add: (a, b) => a + b,
    divide: (a, b) => (b === 0n ? { ok: false, error: { tag: "DivisionByZero" } } : { ok: true, value: a / b }),
    sum,
    async generate(count, out) {
      for (let n = 0; n < count && (await isWanted(out, n)); n++) await pace.wait(25);
      await out.close();
    },
    async ponder(ms, { signal }) {
      // A cancelled handler may tidy up: its caller has its answer already.
      await pace.wait(ms, signal).catch(() => pace.wait(300));
      return ms;
    },
    async transform(numbers, doubled) {
      for await (const n of numbers) await doubled.send(n * 2);
      await doubled.close();
    },
    async sumLater(ms, numbers) {
      await pace.wait(ms);
      return sum(numbers);
    },
  };
}

async function sum(numbers: Rx<number>): Promise<bigint> {
  let total = 0n;
  for await (const n of numbers) total += BigInt(n);
  return total;
}

/** Sends; false once the receiver has reset the channel. */
async function isWanted(out: Tx<number>, n: number): Promise<boolean> {
  try {
    await out.send(n);
    return true;
  } catch (error) {
    if (error instanceof ChannelError) return false;
    throw error;
  }
}
