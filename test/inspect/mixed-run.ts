import { channel, connect, memoryPair, serve, t } from "../../runtime/index.ts";
import type { Handlers } from "../../runtime/service/handlers.ts";
import type { SessionWatcher } from "../../runtime/service/session-options.ts";
import { Shapes } from "../runtime/fixture.ts";
import { settled } from "../runtime/raw-peer.ts";

/** What the reader of a stream waits for before it reads on. */
class Hold {
  #go: (() => void)[] = [];
  wait(): Promise<void> {
    return new Promise((resolve) => this.#go.push(resolve));
  }
  release(): void {
    for (const go of this.#go.splice(0)) go();
  }
}

function handlersOf(hold: Hold): Handlers<typeof Shapes.types> {
  return {
    add: (a, b) => a + b,
    divide: (a, b) => (b === 0n ? { ok: false, error: { tag: "DivisionByZero" } } : { ok: true, value: a / b }),
    async sum(numbers) {
      await hold.wait();
      let total = 0n;
      for await (const n of numbers) {
        if (n === -1) break;
        total += BigInt(n);
      }
      return total;
    },
    async generate(count, out) {
      for (let i = 0; i < count; i++) await out.send(i);
      await out.close();
    },
    wait: () => new Promise(() => {}),
    fail: () => {
      throw new Error("planned");
    },
  };
}

/** Calls, streams, a stall, a cancel, a reset, a failure and a lost link, between two peers that both are watched. */
export async function mixedRun(left: SessionWatcher, right: SessionWatcher): Promise<void> {
  const hold = new Hold();
  const [near, far] = memoryPair();
  await serve(far, Shapes, handlersOf(hold), { inspect: right, onHandlerError: () => {} });
  const client = await connect(near, Shapes, { inspect: left });
  for (let n = 0; n < 5; n++) await client.add(n, 1);
  await client.divide(1n, 0n);
  await client.fail().catch(() => {});

  // Credit is four: the writer stalls until the handler reads.
  const [tx, rx] = channel(t.i32);
  const sum = client.sum(rx);
  const writing = (async () => {
    for (let n = 0; n < 10; n++) await tx.send(n);
    await tx.close();
  })();
  await settled();
  hold.release();
  await writing;
  await sum;

  const cancelled = client.wait();
  await settled();
  cancelled.cancel();
  await cancelled.catch(() => {});

  const [out, numbers] = channel(t.i32);
  const generating = client.generate(1_000, out);
  for await (const n of numbers) if (n === 3) break;
  await generating.catch(() => {});

  const lost = client.wait();
  await settled();
  near.destroy();
  await lost.catch(() => {});
  await settled();
}
