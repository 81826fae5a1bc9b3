import { expect, it } from "vitest";
import { t } from "../../runtime/index.ts";

// The compiler refuses each of these; the runtime does too, for JavaScript. `npm run types` is what checks the former.

it("[rpc.channel.no-collections] refuses a channel inside a list, an array, a map or a set", () => {
  const nested = t.struct({ a: t.option(t.tx(t.i32)) });
  // @ts-expect-error a channel cannot be inside a list, array, map or set
  expect(() => t.list(t.rx(t.i32))).toThrow(/rpc\.channel\.no-collections/);
  // @ts-expect-error
  expect(() => t.list(nested)).toThrow(/rpc\.channel\.no-collections/);
  // @ts-expect-error
  expect(() => t.array(t.rx(t.i32), 2)).toThrow(/rpc\.channel\.no-collections/);
  // @ts-expect-error
  expect(() => t.map(t.string, t.tx(t.i32))).toThrow(/rpc\.channel\.no-collections/);
  // @ts-expect-error
  expect(() => t.set(t.rx(t.i32))).toThrow(/rpc\.channel\.no-collections/);
});

it("refuses a channel in a result or an error", () => {
  // @ts-expect-error a channel can only be an argument
  t.method([], t.rx(t.i32));
  // @ts-expect-error
  t.method([], t.struct({ a: t.tx(t.i32) }));
  // @ts-expect-error
  t.fallible([], t.unit, t.tx(t.i32));
  t.method([t.struct({ a: t.tx(t.i32), b: t.option(t.rx(t.string)) })], t.unit);
});
