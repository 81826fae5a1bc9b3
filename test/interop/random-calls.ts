import fc from "fast-check";
import { expect } from "vitest";
import { channel, t } from "../../runtime/index.ts";
import type { Meeting } from "./meeting.ts";

const anyCall = fc.oneof(
  fc.record({ kind: fc.constant("echo" as const), word: fc.string({ unit: "grapheme", maxLength: 300 }) }),
  fc.record({ kind: fc.constant("divide" as const), a: fc.integer(), b: fc.integer({ min: -2, max: 2 }) }),
  fc.record({ kind: fc.constant("data" as const), bytes: fc.uint8Array({ maxLength: 2_000 }) }),
  fc.record({ kind: fc.constant("sum" as const), numbers: fc.array(fc.integer(), { maxLength: 60 }) }),
  fc.record({ kind: fc.constant("generate" as const), count: fc.nat(60) }),
  fc.record({ kind: fc.constant("transform" as const), words: fc.array(fc.string(), { maxLength: 40 }) }),
);
type AnyCall = typeof anyCall extends fc.Arbitrary<infer T> ? T : never;

/** Random calls and streams of Testbed: the same for the same seed. */
export function randomCalls(seed: number, count: number): readonly AnyCall[] {
  return fc.sample(anyCall, { seed, numRuns: count });
}

export async function items<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of stream) items.push(item);
  return items;
}

/** Has words echoed through a stream each way. */
export async function transformed({ testbed }: Meeting, words: readonly string[]): Promise<string[]> {
  const [tx, input] = channel(t.string);
  const [output, rx] = channel(t.string);
  const echoed = Promise.all([testbed.transform(input, output), items(rx)]);
  for (const word of words) await tx.send(word);
  await tx.close();
  return (await echoed)[1];
}

/** Makes one call, and checks all that comes of it. */
async function check(meeting: Meeting, call: AnyCall): Promise<void> {
  const { testbed } = meeting;
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
      const [, numbers] = await Promise.all([testbed.generate(call.count, tx), items(rx)]);
      expect(numbers).toEqual(Array.from({ length: call.count }, (_, i) => i));
      return;
    }
    case "transform":
      expect(await transformed(meeting, call.words)).toEqual(call.words);
  }
}

/** Makes all the calls, `inFlight` at a time. */
export async function callAll(meeting: Meeting, calls: readonly AnyCall[], inFlight: number): Promise<void> {
  const queue = [...calls];
  const worker = async () => {
    for (let call = queue.pop(); call !== undefined; call = queue.pop()) await check(meeting, call);
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
}
