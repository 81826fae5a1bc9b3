import type { Client } from "./contender.ts";

/** What one round measured. */
export interface Measurement {
  readonly operations: number;
  readonly seconds: number;
  /** CPU time of the client process, user and system, in microseconds. A page is not told. */
  readonly cpuMicroseconds?: number;
}

/** One column of work, the same for every contender. */
export interface Scenario {
  readonly name: string;
  /** What an operation is. */
  readonly unit: "call" | "item";
  /** Does about `seconds` of work and returns how many operations that was. `hint`: operations a second, as far as known. */
  work(client: Client, seconds: number, hint: number): Promise<number>;
}

/** Every scenario, in the order of the table. */
export const SCENARIOS: readonly Scenario[] = [
  calls(1),
  calls(64),
  calls(1000),
  stream("i32 up, credit 16", (client, count) => client.send(count, 16)),
  stream("i32 up, credit 256", (client, count) => client.send(count, 256)),
  stream("i32 down, credit 16", (client, count) => client.receive(count, 16)),
  stream("i32 down, credit 256", (client, count) => client.receive(count, 256)),
  stream("64 KiB up, credit 16", (client, count) => client.sendBlocks(count, 16)),
];

/** `inFlight` callers, each with one call after the other. */
function calls(inFlight: number): Scenario {
  const name = inFlight === 1 ? "calls, one at a time" : `calls, ${inFlight} in flight`;
  return {
    name,
    unit: "call",
    async work(client, seconds) {
      const until = performance.now() + seconds * 1000;
      let made = 0;
      const caller = async () => {
        while (performance.now() < until) {
          const value = made;
          made += 1;
          const answer = await client.call(value);
          if (answer !== value + 1) throw new Error(`call(${value}) answered ${answer}`);
        }
      };
      await Promise.all(Array.from({ length: inFlight }, caller));
      return made;
    },
  };
}

/** One stream after the other, each a tenth of the round. */
function stream(name: string, run: (client: Client, count: number) => Promise<number>): Scenario {
  return {
    name,
    unit: "item",
    async work(client, seconds, hint) {
      const until = performance.now() + seconds * 1000;
      const count = Math.max(256, Math.round((hint * seconds) / 10));
      let moved = 0;
      while (performance.now() < until) {
        const consumed = await run(client, count);
        if (consumed !== count) throw new Error(`${name}: ${consumed} of ${count} items arrived`);
        moved += count;
      }
      return moved;
    },
  };
}
