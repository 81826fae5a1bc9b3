import { type Client, channel, RoamError, t } from "../../runtime/public.ts";
import type { Mixed } from "./mixed-service.ts";
import { textOf, type World } from "./world.ts";

export type MixedClient = Client<typeof Mixed.types>;

/** Someone who calls, and looks at what comes back. */
export interface User {
  readonly world: World;
  readonly client: MixedClient;
  /** Whether something has happened that this error may come of. */
  readonly mayFail: (error: unknown) => boolean;
}

type Deed = (user: User) => Promise<void>;

const DEEDS: Readonly<Record<string, Deed>> = {
  async calls({ world, client }) {
    const [a, b] = [world.random.below(100), world.random.below(100)];
    const sum = await client.add(a, b);
    if (sum !== a + b) throw new Error(`${a} + ${b} is told to be ${sum}`);
  },

  async failingCall({ world, client }) {
    const error = await failureOf(client.fail());
    world.sometimes("a handler fails", codeOf(error) === "cancelled-by-callee");
    if (error === undefined) throw new Error("a call whose handler throws has succeeded");
    if (codeOf(error) !== "cancelled-by-callee") throw error;
  },

  async cancels({ world, client }) {
    const call = client.wait();
    void watched(call);
    await world.sleep(world.random.below(15));
    call.cancel();
    const error = await failureOf(call);
    world.sometimes("a call is cancelled", codeOf(error) === "cancelled");
    if (codeOf(error) !== "cancelled") throw error;
  },

  async timesOut({ world, client }) {
    const error = await failureOf(client.stubborn(world.random.below(200), { timeoutMs: world.random.below(100) }));
    world.sometimes("a call times out", codeOf(error) === "timed-out");
    if (error !== undefined && codeOf(error) !== "timed-out") throw error;
  },

  async sends({ world, client }) {
    const [tx, rx] = channel(t.i32);
    const total = watched(client.sum(rx));
    const numbers = Array.from({ length: world.random.below(8) }, () => world.random.below(100));
    for (const n of numbers) {
      world.sometimes("a sender waits for credit", tx.credit === 0);
      await tx.send(n);
    }
    await tx.close();
    const expected = numbers.reduce((sum, n) => sum + n, 0);
    if ((await total) !== expected) throw new Error(`a stream of ${expected} in all is told to be ${await total}`);
    world.sometimes("a stream goes up to its end");
  },

  async receives({ world, client }) {
    const [tx, rx] = channel(t.i32);
    const count = world.random.below(8);
    const done = watched(client.generate(count, tx));
    let next = 0;
    for await (const n of rx) {
      if (n !== next) throw new Error(`item ${n} comes in place of ${next}`);
      next++;
      if (world.random.chance(0.2)) await world.sleep(world.random.below(30));
    }
    await done;
    if (next !== count) throw new Error(`${next} items come instead of ${count}`);
    world.sometimes("a stream goes down to its end");
  },

  async leavesEarly({ world, client }) {
    const [tx, rx] = channel(t.i32);
    const call = watched(client.generate(1_000, tx));
    const enough = world.random.below(4);
    if (enough === 0) await rx.return();
    for await (const n of rx) if (n >= enough) break;
    const error = await failureOf(call);
    world.sometimes("a reader leaves early", codeOf(error) === "cancelled-by-callee");
    if (error !== undefined && codeOf(error) !== "cancelled-by-callee") throw error;
  },

  async goesBothWays({ world, client }) {
    const [numbers, theirs] = channel(t.i32);
    const [out, doubles] = channel(t.i32);
    const done = watched(client.double(theirs, out));
    const count = world.random.below(6);
    for (let n = 0; n < count; n++) {
      await numbers.send(n);
      const { value } = await doubles.next();
      // A callee that refuses the call closes its channels: the call says why.
      if (value === undefined) await done;
      if (value !== n * 2) throw new Error(`twice ${n} is told to be ${value}`);
    }
    await numbers.close();
    await done;
    world.sometimes("a stream goes both ways");
  },

  async changesItsMind({ world, client }) {
    const [tx, rx] = channel(t.i32);
    const call = watched(client.sum(rx));
    const signal = new AbortController();
    const waiting = [1, 2, 3, 4].map((n) => failureOf(tx.send(n, { signal: signal.signal })));
    await world.sleep(world.random.below(10));
    signal.abort(new Error("changed its mind"));
    const failures = await Promise.all(waiting);
    const sent = failures.reduce<number>((sum, failure, n) => (failure === undefined ? sum + n + 1 : sum), 0);
    world.sometimes("a writer is withdrawn", failures.includes(signal.signal.reason));
    await tx.close();
    const total = await call;
    if (total !== sent) throw new Error(`${sent} was sent in all, and is told to be ${total}`);
  },

  async takesInBatches({ world, client }) {
    const [tx, rx] = channel(t.i32);
    const count = world.random.below(8);
    const done = watched(client.generate(count, tx));
    const taken: number[] = [];
    if (world.random.chance(0.5)) await rx.forEach((n) => void taken.push(n));
    else for (let batch = await rx.take(3); batch.length > 0; batch = await rx.take(3)) taken.push(...batch);
    await done;
    if (taken.join() !== Array.from({ length: count }, (_, n) => n).join()) throw new Error(`items: ${taken}`);
  },

  async isInAHurry({ world, client }) {
    const results = await Promise.all(Array.from({ length: 6 }, (_, n) => client.add(n, n)));
    if (results.some((sum, n) => sum !== 2 * n)) throw new Error(`sums come mixed up: ${results}`);
    world.sometimes("calls wait for a slot");
  },
};

/** Does a few things one after the other. What fails without a reason fails the run. */
export async function live(user: User): Promise<void> {
  const { world } = user;
  for (let left = world.random.between(1, 4); left > 0; left--) {
    await world.sleep(world.random.below(20));
    await liveOnce(user);
  }
}

/** Does one thing, and begins at once. */
export async function liveOnce(user: User): Promise<void> {
  const [name, deed] = user.world.random.pick(Object.entries(DEEDS));
  const error = await failureOf(deed(user));
  if (error === undefined) return;
  if (!user.mayFail(error)) throw new Error(`${name}: ${textOf(error)}`, { cause: error });
  user.world.sometimes("a call fails for what happened to its connection");
}

/** A call whose channels may fail first: what it rejects with is asked for later, or never. */
function watched<T>(call: Promise<T>): Promise<T> {
  call.catch(() => {});
  return call;
}

/** What a promise rejects with, or `undefined`. */
async function failureOf(work: PromiseLike<unknown>): Promise<unknown> {
  try {
    await work;
    return undefined;
  } catch (error) {
    return error;
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof RoamError ? error.code : undefined;
}
