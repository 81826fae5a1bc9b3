import { channel, connect, defineService, serve, t } from "roam-xstate";

const Calculator = defineService("Calculator", {
  add: t.method([t.i32, t.i32], t.i32),
  divide: t.fallible([t.i64, t.i64], t.i64, t.enum({ DivisionByZero: null })),
  sum: t.method([t.rx(t.i32)], t.i64),
});

await using server = await serve("tcp://127.0.0.1:0", Calculator, {
  add: (a, b) => a + b,
  divide: (a, b) => (b === 0n ? { ok: false, error: { tag: "DivisionByZero" } } : { ok: true, value: a / b }),
  async sum(numbers) {
    let total = 0n;
    for await (const n of numbers) total += BigInt(n);
    return total;
  },
});

await using calculator = await connect(server.url, Calculator);
console.log(`2 + 3 = ${await calculator.add(2, 3, { timeoutMs: 5_000 })}`);

const quotient = await calculator.divide(7n, 0n);
console.log(`7 / 0 = ${quotient.ok ? quotient.value : quotient.error.tag}`);

const [tx, rx] = channel(t.i32);
const total = calculator.sum(rx);
for (const n of [1, 2, 3, 4]) await tx.send(n);
await tx.close();
console.log(`1 + 2 + 3 + 4 = ${await total}`);
