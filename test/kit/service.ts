import { defineService, type Handlers, t } from "../../runtime/index.ts";

const mathError = t.enum({ DivisionByZero: null, Overflow: null });

/**
 * What a peer must serve to be tested in full: five methods of the service that every subject of roam's own
 * specification tests serves. What it serves beside them does not matter.
 */
export const Testbed = defineService("Testbed", {
  /** Gives back what it got. */
  echo: t.method([t.string], t.string),
  /** The quotient, truncated; `DivisionByZero` for a divisor of 0. */
  divide: t.fallible([t.i64, t.i64], t.i64, mathError),
  /** Takes numbers until the stream ends, then gives their sum: until then, a handler that waits. */
  sum: t.method([t.rx(t.i32)], t.i64),
  /** Sends 0 to count - 1, closes, returns. */
  generate: t.method([t.u32, t.tx(t.i32)], t.unit),
  /** Sends on what it receives, closes, returns. */
  transform: t.method([t.rx(t.string), t.tx(t.string)], t.unit),
});

/** Handlers that do what the kit expects. */
export const testbedHandlers: Handlers<typeof Testbed.types> = {
  echo: (message) => message,
  divide(dividend, divisor) {
    if (divisor === 0n) return { ok: false, error: { tag: "DivisionByZero" } };
    return { ok: true, value: dividend / divisor };
  },
  async sum(numbers) {
    let total = 0n;
    for await (const number of numbers) total += BigInt(number);
    return total;
  },
  async generate(count, output) {
    for (let i = 0; i < count; i++) await output.send(i);
    await output.close();
  },
  async transform(input, output) {
    for await (const word of input) await output.send(word);
    await output.close();
  },
};

export type TestbedMethod = keyof typeof Testbed.types;
