import { afterEach, describe, expect, it } from "vitest";
import { channel, connect, defineService, type Server, serve, t } from "../../runtime/index.ts";

const MathError = t.enum({ DivisionByZero: null, Overflow: null });
const Calculator = defineService("Calculator", {
  add: t.method([t.i32, t.i32], t.i32),
  divide: t.fallible([t.i64, t.i64], t.i64, MathError),
  sum: t.method([t.rx(t.i32)], t.i64),
  generate: t.method([t.u32, t.tx(t.i32)], t.unit),
  slow: t.method([], t.unit),
  fail: t.method([], t.unit),
});

describe("two peers over TCP", () => {
  let server: Server;
  afterEach(() => server.close());

  const start = async () => {
    server = await serve(
      "tcp://127.0.0.1:0",
      Calculator,
      {
        add: (a, b) => a + b,
        divide: (a, b) => (b === 0n ? { ok: false, error: { tag: "DivisionByZero" } } : { ok: true, value: a / b }),
        async sum(numbers) {
          let total = 0n;
          for await (const n of numbers) total += BigInt(n);
          return total;
        },
        async generate(count, out) {
          for (let i = 0; i < count; i++) await out.send(i);
          await out.close();
        },
        slow: (context) => new Promise((resolve) => context.signal.addEventListener("abort", () => resolve())),
        fail() {
          throw new Error("no");
        },
      },
      { onHandlerError: () => {} },
    );
    return connect(server.url, Calculator);
  };

  it("calls", async () => {
    const calc = await start();
    expect(await calc.add(2, 3)).toBe(5);
    expect(await calc.divide(7n, 2n)).toEqual({ ok: true, value: 3n });
    expect(await calc.divide(7n, 0n)).toEqual({ ok: false, error: { tag: "DivisionByZero" } });
    await expect(calc.fail()).rejects.toThrow("no answer");
    const [tx, rx] = channel(t.i32);
    const total = calc.sum(rx);
    for (let i = 0; i < 100; i++) await tx.send(i);
    await tx.close();
    expect(await total).toBe(4950n);
    const [out, numbers] = channel(t.i32);
    const done = calc.generate(50, out);
    const got: number[] = [];
    for await (const n of numbers) got.push(n);
    expect(got.length).toBe(50);
    await done;
    const slow = calc.slow();
    setTimeout(() => slow.cancel(), 10);
    await expect(slow).rejects.toThrow("cancelled");
    await expect(calc.slow({ timeoutMs: 20 })).rejects.toThrow("given up");
    await calc.close();
  });
});
