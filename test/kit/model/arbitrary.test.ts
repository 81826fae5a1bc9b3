import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { t } from "../../../runtime/index.ts";
import { type AnySchema, Reader, type Schema, Writer } from "../../../runtime/wire/index.ts";
import { arbitrary } from "./arbitrary.ts";

interface Tree {
  value: number;
  children: Tree[];
}
type Term = { tag: "Zero" } | { tag: "Sum"; 0: Term; 1: Term };

const tree: Schema<Tree> = t.struct({ value: t.u32, children: t.list(t.lazy(() => tree)) });
const term: Schema<Term> = t.enum({ Sum: [t.lazy(() => term), t.lazy(() => term)], Zero: null });

const TYPES: Readonly<Record<string, AnySchema>> = {
  bool: t.bool,
  "small integers": t.tuple([t.u8, t.u16, t.u32, t.i8, t.i16, t.i32]),
  "wide integers": t.tuple([t.u64, t.u128, t.usize, t.i64, t.i128, t.isize]),
  floats: t.tuple([t.f32, t.f64]),
  texts: t.tuple([t.char, t.string]),
  bytes: t.tuple([t.bytes, t.byteSlice]),
  unit: t.unit,
  sequences: t.tuple([t.list(t.u8), t.slice(t.string), t.array(t.i16, 3)]),
  options: t.tuple([t.option(t.u8), t.maybe(t.option(t.u8))]),
  result: t.result(t.u8, t.string),
  keyed: t.tuple([t.map(t.string, t.u8), t.set(t.i32)]),
  enum: t.enum({ Unit: null, One: t.u8, Two: [t.u8, t.string], Named: { a: t.u8, b: t.option(t.u8) } }),
  "a recursive struct": tree,
  "a recursive enum": term,
};

describe("arbitrary values", () => {
  it.each(Object.entries(TYPES))("of %s travel and come back the same", (_, schema) => {
    fc.assert(
      fc.property(arbitrary(schema), (value) => {
        const writer = new Writer();
        schema.encode(writer, value);
        const reader = new Reader(writer.take());
        expect(schema.decode(reader)).toEqual(value);
        reader.finish("value");
      }),
    );
  });

  it("of a channel do not exist", () => {
    expect(() => arbitrary(t.rx(t.u8))).toThrow("a channel has no values");
  });
});
