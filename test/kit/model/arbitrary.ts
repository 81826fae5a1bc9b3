import fc from "fast-check";
import {
  type AnySchema,
  ArraySchema,
  EnumSchema,
  type Field,
  LazySchema,
  ListSchema,
  MapSchema,
  MaybeSchema,
  OptionSchema,
  ResultSchema,
  type Schema,
  type SchemaKind,
  SetSchema,
  StructSchema,
  TupleSchema,
} from "../../../runtime/wire/index.ts";

const MOST_ELEMENTS = 8;
/** How deep a recursive type goes before its smallest values end it. */
const MOST_DEPTH = 3;

/** Arbitrary values of a type of `t`, fit for any property of fast-check. Channels have no values. */
export function arbitrary<T>(schema: Schema<T>): fc.Arbitrary<T> {
  // Made from the schema whose type parameter is T; TypeScript cannot follow the look-up by kind.
  return valuesOf(schema, 0) as fc.Arbitrary<T>;
}

const between = (min: number, max: number) => fc.integer({ min, max });
const signed = (bits: bigint) => fc.bigInt({ min: -(1n << (bits - 1n)), max: (1n << (bits - 1n)) - 1n });
const unsigned = (bits: bigint) => fc.bigInt({ min: 0n, max: (1n << bits) - 1n });
const bytes = fc.uint8Array({ maxLength: 40 });

const SCALARS: Partial<Record<SchemaKind, fc.Arbitrary<unknown>>> = {
  bool: fc.boolean(),
  u8: between(0, 0xff),
  u16: between(0, 0xffff),
  u32: between(0, 0xffff_ffff),
  i8: between(-0x80, 0x7f),
  i16: between(-0x8000, 0x7fff),
  i32: between(-0x8000_0000, 0x7fff_ffff),
  u64: unsigned(64n),
  usize: unsigned(64n),
  u128: unsigned(128n),
  i64: signed(64n),
  isize: signed(64n),
  i128: signed(128n),
  f32: fc.float(),
  f64: fc.double(),
  char: fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
  string: fc.string({ unit: "grapheme", maxLength: 40 }),
  bytes,
  byteSlice: bytes,
  unit: fc.constant(undefined),
};

function valuesOf(schema: AnySchema, depth: number): fc.Arbitrary<unknown> {
  const scalar = SCALARS[schema.kind];
  if (scalar !== undefined) return scalar;
  const isDeep = depth >= MOST_DEPTH;
  const of = (child: AnySchema) => valuesOf(child, depth);
  const some = (child: AnySchema) => (isDeep ? nothing : fc.array(of(child), { maxLength: MOST_ELEMENTS }));
  if (schema instanceof LazySchema) return valuesOf(schema.target, depth + 1);
  if (schema instanceof ListSchema) return some(schema.element);
  if (schema instanceof SetSchema) return some(schema.element).map((all) => new Set(all));
  if (schema instanceof MapSchema) {
    const keys = some(schema.key).map((all) => [...new Set(all)]);
    return keys.chain((all) => fc.tuple(...all.map(() => of(schema.value))).map((values) => zipped(all, values)));
  }
  if (schema instanceof ArraySchema) {
    return fc.array(of(schema.element), { minLength: schema.length, maxLength: schema.length });
  }
  if (schema instanceof TupleSchema) return fc.tuple(...schema.elements.map(of));
  if (schema instanceof StructSchema) return recordOf(schema.fields, depth);
  const branches = branchesOf(schema, depth).sort((a, b) => a.size - b.size);
  const [least] = branches;
  if (least === undefined) throw new TypeError(`a ${schema.kind} has no values`);
  return isDeep ? least.values() : fc.oneof(...branches.map(({ values }) => values()));
}

const nothing = fc.constant(null).map((): unknown[] => []);

const zipped = (keys: readonly unknown[], values: readonly unknown[]) =>
  new Map(keys.map((key, index) => [key, values[index]]));

/** One of the forms that a value can take, and the size of the smallest value of it. */
interface Branch {
  readonly size: number;
  readonly values: () => fc.Arbitrary<unknown>;
}

function branchesOf(schema: AnySchema, depth: number): Branch[] {
  const branch = (child: AnySchema, shaped: (value: unknown) => unknown): Branch => ({
    size: child.minSize,
    values: () => valuesOf(child, depth).map(shaped),
  });
  const bare = (value: () => unknown): Branch => ({ size: -1, values: () => fc.constant(null).map(value) });
  if (schema instanceof OptionSchema) return [bare(() => null), branch(schema.inner, (value) => value)];
  if (schema instanceof MaybeSchema) {
    return [bare(() => ({ tag: "None" })), branch(schema.inner, (value) => ({ tag: "Some", value }))];
  }
  if (schema instanceof ResultSchema) {
    const ok = branch(schema.value, (value) => ({ ok: true, value }));
    return [ok, branch(schema.error, (error) => ({ ok: false, error }))];
  }
  if (!(schema instanceof EnumSchema)) return [];
  return schema.variants.map((variant) => ({
    size: variant.fields.reduce((sum, field) => sum + field.schema.minSize, 0),
    values: () => variantOf(variant, depth),
  }));
}

function variantOf(variant: { name: string; fields: readonly Field[] }, depth: number): fc.Arbitrary<unknown> {
  return recordOf(variant.fields, depth).map((values) => ({ tag: variant.name, ...values }));
}

function recordOf(fields: readonly Field[], depth: number): fc.Arbitrary<object> {
  const values = fc.tuple(...fields.map(({ schema }) => valuesOf(schema, depth)));
  return values.map((all) => Object.fromEntries(fields.map(({ name }, index) => [name, all[index]])));
}
