import { describe, expect, it } from "vitest";
import { type Client, channel, connect, defineService, type Link, serve, t } from "../../runtime/index.ts";

const Calculator = defineService("Calculator", {
  add: t.method([t.i32, t.i32], t.i32),
  total: t.method([t.list(t.i64)], t.i64),
  divide: t.fallible([t.i64, t.i64], t.i64, t.enum({ DivisionByZero: null })),
  sum: t.method([t.rx(t.i32)], t.i64),
  log: t.method([t.string], t.unit),
});

const right = {
  add: (a: number, b: number) => a + b,
  total: (numbers: bigint[]) => numbers.reduce((sum, n) => sum + n, 0n),
  divide: (a: bigint, b: bigint) =>
    b === 0n ? { ok: false as const, error: { tag: "DivisionByZero" as const } } : { ok: true as const, value: a / b },
  sum: () => 0n,
  log: () => {},
};

// The compiler refuses each line below an `@ts-expect-error`; `npm run types` is what checks that. They are never run.

describe("the compiler refuses", () => {
  it("a call with a wrong, a missing or a surplus argument, and a method that is not there", () => {
    const calls = (calc: Client<typeof Calculator.types>) => {
      // @ts-expect-error a string is no i32
      void calc.add("1", 2);
      // @ts-expect-error i64 is a bigint
      void calc.total([1]);
      // @ts-expect-error one argument too few
      void calc.add(1);
      // @ts-expect-error one argument too many
      void calc.add(1, 2, 3);
      // @ts-expect-error no such method
      void calc.subtract(1, 2);
      // @ts-expect-error no such option
      void calc.add(1, 2, { timeout: 5 });
      // @ts-expect-error methods cannot be replaced
      calc.add = calc.add.bind(calc);
    };
    expect(calls).toBeTypeOf("function");
  });

  it("a result taken for something else", () => {
    const reads = async (calc: Client<typeof Calculator.types>) => {
      // @ts-expect-error i64 is a bigint
      const total: number = await calc.total([1n]);
      const outcome = await calc.divide(1n, 0n);
      // @ts-expect-error an outcome must be looked into before its value is used
      const quotient: bigint = outcome.value;
      // @ts-expect-error no such variant
      const isOther = !outcome.ok && outcome.error.tag === "Overflow";
      return [total, quotient, isOther];
    };
    expect(reads).toBeTypeOf("function");
  });

  it("the wrong end of a channel, a channel of other elements, and an item that is none of them", () => {
    const streams = (calc: Client<typeof Calculator.types>) => {
      const [tx, rx] = channel(t.i32);
      const [, names] = channel(t.string);
      // @ts-expect-error the handler receives: it wants the rx end
      void calc.sum(tx);
      // @ts-expect-error a channel of strings
      void calc.sum(names);
      // @ts-expect-error an item of another type
      void tx.send("1");
      // @ts-expect-error the receiving end does not send
      void rx.send(1);
    };
    expect(streams).toBeTypeOf("function");
  });

  it("a handler that is missing, surplus, or takes or returns something else", () => {
    const servers = (link: Link) => {
      const { add: _, ...withoutAdd } = right;
      // @ts-expect-error no handler for add
      void serve(link, Calculator, withoutAdd);
      // @ts-expect-error no method for this handler
      void serve(link, Calculator, { ...right, subtract: () => 0 });
      // @ts-expect-error a string is no i32
      void serve(link, Calculator, { ...right, add: () => "3" });
      // @ts-expect-error nor is a promise of one
      void serve(link, Calculator, { ...right, add: async () => "3" });
      // @ts-expect-error add must return something
      void serve(link, Calculator, { ...right, add: () => {} });
      // @ts-expect-error its arguments are numbers
      void serve(link, Calculator, { ...right, add: (a: string, b: string) => a.length + b.length });
      // @ts-expect-error a fallible method gives an outcome
      void serve(link, Calculator, { ...right, divide: (a, b) => a / b });
      void serve(link, Calculator, right);
    };
    expect(servers).toBeTypeOf("function");
  });

  it("a definition that is none, and options of a session that do not exist", () => {
    const definitions = (link: Link) => {
      // @ts-expect-error a type is no method
      defineService("Odd", { add: t.i32 });
      // @ts-expect-error arguments are an array
      t.method(t.i32, t.i32);
      // @ts-expect-error no such profile
      void connect(link, Calculator, { profile: "relaxed" });
      // @ts-expect-error no such limit
      void connect(link, Calculator, { limits: { frames: 3 } });
    };
    expect(definitions).toBeTypeOf("function");
  });
});
