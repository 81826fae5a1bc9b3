import { CallGivenUpError, type Client, channel, t } from "../../runtime/index.ts";
import type { Pace } from "./pace.ts";
import type { Showcase } from "./service.ts";

/** What the scenes need, and where they count items. */
export interface Stage {
  readonly client: Client<typeof Showcase.types>;
  readonly pace: Pace;
  readonly items: { sent: number; received: number };
  readonly signal: AbortSignal;
}

/** One thing to watch; `at` is when it begins. */
export interface Scene {
  readonly at: number;
  readonly title: string;
  run(stage: Stage): Promise<void>;
}

/** Everything that the demonstration shows, in order of beginning. */
export const scenes: readonly Scene[] = [
  { at: 0, title: "calls: several in flight at a time", run: severalCalls },
  { at: 700, title: "a fallible call: 7 / 2, then 7 / 0, whose error is a typed value", run: fallible },
  { at: 1_000, title: "sum: the client streams to the server", run: sum },
  { at: 1_800, title: "generate: the server streams to the client", run: generate },
  { at: 2_500, title: "transform: a stream each way in one call", run: transform },
  { at: 3_200, title: "a cancelled call: answered at once, while its handler tidies up", run: cancel },
  { at: 3_900, title: "leaving `for await` early: the channel is reset, the sender stops", run: leaveEarly },
  { at: 4_300, title: "nobody reads: credit runs out, the writer stalls, and resumes", run: stall },
];

async function severalCalls({ client, pace, signal }: Stage): Promise<void> {
  for (let round = 0; round < 8; round++) {
    const calls = [client.ponder(500 - 30 * round), client.ponder(300 + 20 * round), client.add(round, round)];
    await pace.wait(550, signal);
    await Promise.all(calls);
  }
}

async function fallible({ client, pace, signal }: Stage): Promise<void> {
  const quotient = await client.divide(7n, 2n);
  await pace.wait(150, signal);
  const error = await client.divide(7n, 0n);
  expect(quotient.ok && quotient.value === 3n && !error.ok && error.error.tag === "DivisionByZero", "divide");
}

async function sum(stage: Stage): Promise<void> {
  const [tx, rx] = channel(t.i32);
  const total = stage.client.sum(rx);
  for (let n = 1; n <= 32; n++) {
    await tx.send(n);
    stage.items.sent++;
    await stage.pace.wait(30, stage.signal);
  }
  await tx.close();
  expect((await total) === 528n, "sum");
}

async function generate(stage: Stage): Promise<void> {
  const [tx, rx] = channel(t.i32);
  const done = stage.client.generate(36, tx);
  for await (const n of rx) {
    expect(n >= 0, "generate");
    stage.items.received++;
  }
  await done;
}

async function transform(stage: Stage): Promise<void> {
  const [numbers, rx] = channel(t.i32);
  const [tx, doubled] = channel(t.i32);
  const done = stage.client.transform(rx, tx);
  for (let n = 0; n < 24; n++) {
    await numbers.send(n);
    stage.items.sent++;
    const { value } = await doubled.next();
    expect(value === n * 2, "transform");
    stage.items.received++;
    await stage.pace.wait(35, stage.signal);
  }
  await numbers.close();
  expect((await doubled.next()).done === true, "transform");
  await done;
}

async function cancel({ client, pace, signal }: Stage): Promise<void> {
  const call = client.ponder(5_000);
  await pace.wait(600, signal);
  call.cancel();
  const how = await call.then(
    () => "answered",
    (error) => (error instanceof CallGivenUpError ? error.code : "failed"),
  );
  expect(how === "cancelled", "cancel");
}

async function leaveEarly(stage: Stage): Promise<void> {
  const [tx, rx] = channel(t.i32);
  const done = stage.client.generate(100_000, tx);
  for await (const n of rx) {
    stage.items.received++;
    if (n >= 15) break;
  }
  await done;
}

async function stall(stage: Stage): Promise<void> {
  const [tx, rx] = channel(t.i32);
  const total = stage.client.sumLater(900, rx);
  for (let n = 1; n <= 40; n++) {
    await tx.send(n);
    stage.items.sent++;
    await stage.pace.wait(15, stage.signal);
  }
  await tx.close();
  expect((await total) === 820n, "sumLater");
}

function expect(isSo: boolean, what: string): void {
  if (!isSo) throw new Error(`${what} did not do what it should`);
}
