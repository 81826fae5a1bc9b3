import { defineService, t } from "../../runtime/index.ts";

export const MathError = t.enum({ DivisionByZero: null, Overflow: null });

/** What both peers know. In a project of your own, import from "roam-xstate". */
export const Calculator = defineService("Calculator", {
  add: t.method([t.i32, t.i32], t.i32),
  divide: t.fallible([t.i64, t.i64], t.i64, MathError),
  /** The handler receives. */
  sum: t.method([t.rx(t.i32)], t.i64),
  /** The handler sends. */
  generate: t.method([t.u32, t.tx(t.i32)], t.unit),
});
