import { defineService, t } from "../../runtime/index.ts";

/** A service with one method of each shape. */
export const Shapes = defineService("Shapes", {
  add: t.method([t.i32, t.i32], t.i32),
  divide: t.fallible([t.i64, t.i64], t.i64, t.enum({ DivisionByZero: null, Overflow: null })),
  sum: t.method([t.rx(t.i32, { credit: 4 })], t.i64),
  generate: t.method([t.u32, t.tx(t.i32, { credit: 4 })], t.unit),
  wait: t.method([], t.unit),
  fail: t.method([], t.unit),
});

/** Ids of the methods, for hand-written Requests. */
export function idOf(name: string): bigint {
  const method = Shapes.methods.get(name);
  if (method === undefined) throw new Error(`no method ${name}`);
  return method.id;
}
