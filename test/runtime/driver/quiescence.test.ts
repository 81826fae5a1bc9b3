import { getEventListeners } from "node:events";
import fc from "fast-check";
import { expect, it } from "vitest";
import { type Client, channel, connect, memoryPair, serve, t } from "../../../runtime/index.ts";
import { connectionOf } from "../../../runtime/service/client.ts";
import type { Handlers } from "../../../runtime/service/handlers.ts";
import { Shapes } from "../fixture.ts";
import { settled } from "../raw-peer.ts";

type ShapesClient = Client<typeof Shapes.types>;

/** What one user does; `after` counts turns of the loop before it does it. */
const action = fc.record({
  what: fc.constantFrom("add", "divide", "fail", "wait", "timeout", "abort", "sum", "generate", "breakOff", "unread"),
  count: fc.nat(12),
  after: fc.nat(6),
});

const scenario = fc.record({
  actions: fc.array(action, { maxLength: 12 }),
  /** How it all ends, and after how many turns. */
  ending: fc.constantFrom("close", "serverClose", "cutHere", "cutThere", "quiet"),
  endAfter: fc.nat(20),
  limit: fc.integer({ min: 1, max: 4 }),
  profile: fc.constantFrom("strict" as const, "compat" as const),
});

type Action = typeof action extends fc.Arbitrary<infer A> ? A : never;
type Scenario = typeof scenario extends fc.Arbitrary<infer S> ? S : never;

const handlers: Handlers<typeof Shapes.types> = {
  add: (a, b) => a + b,
  divide: async (a, b) => (b === 0n ? { ok: false, error: { tag: "DivisionByZero" } } : { ok: true, value: a / b }),
  sum: async (numbers) => {
    let total = 0n;
    for await (const n of numbers) total += BigInt(n);
    return total;
  },
  generate: async (count, out) => {
    for (let n = 0; n < count; n++) await out.send(n);
    await out.close();
  },
  wait: ({ signal }) => new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true })),
  fail: () => {
    throw new Error("as told");
  },
};

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
}

async function act(client: ShapesClient, signal: AbortSignal, { what, count, after }: Action) {
  await turns(after);
  switch (what) {
    case "add":
      return void (await client.add(count, 1));
    case "divide":
      return void (await client.divide(BigInt(count), 0n));
    case "fail":
      return void (await client.fail());
    case "timeout":
      return void (await client.wait({ timeoutMs: count }));
    case "abort":
      return void (await client.wait({ signal }));
    case "wait": {
      const call = client.wait();
      await turns(count);
      call.cancel();
      return void (await call);
    }
    case "sum": {
      const [tx, rx] = channel(t.i32);
      const call = client.sum(rx);
      for (let n = 0; n < count; n++) await tx.send(n);
      await tx.close();
      return void (await call);
    }
    default: {
      const [tx, rx] = channel(t.i32);
      const call = client.generate(count, tx);
      if (what === "unread") await rx.return();
      for await (const n of rx) if (what === "breakOff" && n >= count / 2) break;
      return void (await call);
    }
  }
}

async function run({ actions, ending, endAfter, limit, profile }: Scenario): Promise<void> {
  const [near, far] = memoryPair();
  const options = { profile, onHandlerError: () => {} };
  const server = await serve(far, Shapes, handlers, { ...options, limits: { requestsInFlight: limit } });
  const client = await connect(near, Shapes, { profile });
  const drivers = [connectionOf(client).driver, ...server.sessions.map(({ driver }) => driver)];
  const controller = new AbortController();
  const users = actions.map((one) => act(client, controller.signal, one).catch(() => {}));
  await turns(endAfter);
  if (ending === "cutHere") near.destroy();
  if (ending === "cutThere") far.destroy();
  if (ending === "close") void client.close();
  if (ending === "serverClose") void server.close();
  controller.abort();
  await Promise.all(users);
  await client.close();
  await server.close();
  await settled();
  for (const driver of drivers) {
    expect(driver.snapshot()).toMatchObject({
      status: "done",
      context: { connections: 0, requests: 0, channels: 0 },
    });
    expect(driver.connections.size).toBe(0);
    expect(driver.timers.size).toBe(0);
    await driver.closed;
  }
  expect(getEventListeners(controller.signal, "abort")).toEqual([]);
}

it("leaves no actor, timer or listener behind, and no rejection unseen, after 1,000 random scenarios", async () => {
  const unseen: unknown[] = [];
  const note = (reason: unknown) => unseen.push(reason);
  process.on("unhandledRejection", note);
  try {
    await fc.assert(fc.asyncProperty(scenario, run), { numRuns: 1000 });
  } finally {
    process.off("unhandledRejection", note);
  }
  expect(unseen).toEqual([]);
}, 300_000);
