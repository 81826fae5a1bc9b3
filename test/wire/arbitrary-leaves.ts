import fc from "fast-check";
import {
  type AnySchema,
  bool,
  byteSlice,
  bytes,
  char,
  f32,
  f64,
  i8,
  i16,
  i32,
  i64,
  i128,
  isize,
  type Schema,
  string,
  u8,
  u16,
  u32,
  u64,
  u128,
  unit,
  usize,
} from "../../runtime/wire/schema.ts";

/** A schema and a source of values that fit it. */
export interface Typed {
  readonly schema: AnySchema;
  readonly values: fc.Arbitrary<unknown>;
}

/** A schema and values of its type. */
export function typed<T>(schema: Schema<T>, values: fc.Arbitrary<T>): Typed {
  return { schema, values };
}

const text = fc.string({ unit: "grapheme", maxLength: 60 });
const between = (min: number, max: number) => fc.integer({ min, max });
const wide = (min: bigint, max: bigint) => fc.bigInt({ min, max });
const i64s = wide(-(1n << 63n), (1n << 63n) - 1n);
const u64s = wide(0n, (1n << 64n) - 1n);

/** Scalars whose values are equal exactly if JavaScript says so: fit for keys. */
export const keys: readonly Typed[] = [
  typed(bool, fc.boolean()),
  typed(u8, between(0, 0xff)),
  typed(u16, between(0, 0xffff)),
  typed(u32, between(0, 0xffff_ffff)),
  typed(i8, between(-0x80, 0x7f)),
  typed(i16, between(-0x8000, 0x7fff)),
  typed(i32, between(-0x8000_0000, 0x7fff_ffff)),
  typed(u64, u64s),
  typed(usize, u64s),
  typed(i64, i64s),
  typed(isize, i64s),
  typed(u128, wide(0n, (1n << 128n) - 1n)),
  typed(i128, wide(-(1n << 127n), (1n << 127n) - 1n)),
  typed(char, fc.string({ unit: "binary", minLength: 1, maxLength: 1 })),
  typed(string, fc.oneof(text, fc.constantFrom("__proto__", "constructor", "then", "\ufeff"))),
];

/** All schemas without parts, but channels. */
export const leaves: readonly Typed[] = [
  ...keys,
  typed(f32, fc.float()),
  typed(f64, fc.double()),
  typed(bytes, fc.uint8Array({ maxLength: 40 })),
  typed(byteSlice, fc.uint8Array({ maxLength: 40 })),
  typed(unit, fc.constant(undefined)),
];
