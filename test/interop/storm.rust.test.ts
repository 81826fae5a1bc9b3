import fc from "fast-check";
import { expect, it } from "vitest";
import { channel, t } from "../../runtime/index.ts";
import { expectQuiet, type Meeting, meet, SETTINGS } from "./meeting.ts";

const CALLS = 10_000;
const IN_FLIGHT = 32;
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);

const calls = fc.oneof(
  fc.record({ kind: fc.constant("echo" as const), word: fc.string({ unit: "grapheme", maxLength: 300 }) }),
  fc.record({ kind: fc.constant("divide" as const), a: fc.integer(), b: fc.integer({ min: -2, max: 2 }) }),
  fc.record({ kind: fc.constant("data" as const), bytes: fc.uint8Array({ maxLength: 2_000 }) }),
  fc.record({ kind: fc.constant("sum" as const), numbers: fc.array(fc.integer(), { maxLength: 60 }) }),
  fc.record({ kind: fc.constant("generate" as const), count: fc.nat(60) }),
  fc.record({ kind: fc.constant("transform" as const), words: fc.array(fc.string(), { maxLength: 40 }) }),
);
type OneCall = typeof calls extends fc.Arbitrary<infer T> ? T : never;

async function items<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of stream) items.push(item);
  return items;
}

/** Makes one call, and checks all that comes of it. */
async function check({ testbed }: Meeting, call: OneCall): Promise<void> {
  switch (call.kind) {
    case "echo":
      expect(await testbed.echo(call.word)).toBe(call.word);
      return;
    case "divide": {
      const [a, b] = [BigInt(call.a), BigInt(call.b)];
      const error = { ok: false, error: { tag: "DivisionByZero" } };
      expect(await testbed.divide(a, b)).toEqual(b === 0n ? error : { ok: true, value: a / b });
      return;
    }
    case "data": {
      const reversed = { tag: "Data", value: call.bytes.toReversed() };
      expect(await testbed.process_message({ tag: "Data", value: call.bytes })).toEqual(reversed);
      return;
    }
    case "sum": {
      const [tx, rx] = channel(t.i32);
      const total = testbed.sum(rx);
      for (const number of call.numbers) await tx.send(number);
      await tx.close();
      expect(await total).toBe(call.numbers.reduce((sum, number) => sum + BigInt(number), 0n));
      return;
    }
    case "generate": {
      const [tx, rx] = channel(t.i32);
      const [numbers] = await Promise.all([items(rx), testbed.generate(call.count, tx)]);
      expect(numbers).toEqual(Array.from({ length: call.count }, (_, i) => i));
      return;
    }
    case "transform": {
      const [tx, input] = channel(t.string);
      const [output, rx] = channel(t.string);
      const echoed = Promise.all([items(rx), testbed.transform(input, output)]);
      for (const word of call.words) await tx.send(word);
      await tx.close();
      expect((await echoed)[0]).toEqual(call.words);
    }
  }
}

async function all(meeting: Meeting, wanted: readonly OneCall[], inFlight: number): Promise<void> {
  const queue = [...wanted];
  const worker = async () => {
    for (let call = queue.pop(); call !== undefined; call = queue.pop()) await check(meeting, call);
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
}

it.each(SETTINGS.slice(0, 2))(
  `$name: ${CALLS} calls and streams each way at once, ${IN_FLIGHT} in flight (SEED=${SEED})`,
  { timeout: 120_000 },
  async (setting) => {
    const meeting = await meet(setting, { serve: "testbed" });
    const wanted = fc.sample(calls, { seed: SEED, numRuns: CALLS });
    const [theirs] = await Promise.all([
      meeting.rust.askRecord(`storm ${SEED} ${CALLS} ${IN_FLIGHT}`),
      all(meeting, wanted, IN_FLIGHT),
    ]);
    expect(theirs).toEqual({ calls: CALLS, failures: 0, first: null });
    expectQuiet(meeting);
    expect(meeting.root.channels.live).toBe(0);
    expect(meeting.root.channels.undeliveredBytes).toBe(0);
    await meeting.driver.close();
    expect(await meeting.rust.event("closed")).toMatchObject({ connection: 0 });
  },
);
