// The vocabulary for describing types. Scalars are values (`i32`), composites functions (`list(i32)`).

import { type ChannelDirection, ChannelSchema, DEFAULT_INITIAL_CREDIT } from "./schema/channel.ts";
import { EnumSchema, type EnumValue, type VariantDefinitions } from "./schema/enum.ts";
import { MapSchema, SetSchema } from "./schema/keyed.ts";
import { LazySchema } from "./schema/lazy.ts";
import { MaybeSchema, OptionSchema } from "./schema/option.ts";
import { type FieldDefinitions, type FieldValues, fieldsOf, StructSchema, TupleSchema } from "./schema/record.ts";
import { ResultSchema } from "./schema/result.ts";
import type { AnySchema, Infer, Schema } from "./schema/schema.ts";
import { ArraySchema, ListSchema } from "./schema/sequence.ts";

/** `Vec<T>`. Throws `SchemaError` if a channel is inside (`rpc.channel.no-collections`). */
export function list<T>(element: Schema<T>): ListSchema<T> {
  return new ListSchema(element);
}

/** The slice `[T]` behind a pointer: a list with a signature of its own. Throws `SchemaError` if a channel is inside. */
export function slice<T>(element: Schema<T>): ListSchema<T> {
  return new ListSchema(element, "slice");
}

/** `Option<T>`: the value or null. Throws `SchemaError` where Some and None would be one value: see `maybe`. */
export function option<T>(inner: Schema<T>): OptionSchema<T> {
  return new OptionSchema(inner);
}

/**
 * `Option<T>` with the values `{ tag: "None" }` and `{ tag: "Some", value }`: for options of options and of unit. Signature
 * and bytes are those of `option`, so each side may spell it as it likes.
 */
export function maybe<T>(inner: Schema<T>): MaybeSchema<T> {
  return new MaybeSchema(inner);
}

/**
 * `Result<T, E>` as an argument or inside other types: `{ ok: true, value }` or `{ ok: false, error }`. A method that itself
 * gives a Result is a fallible one. The types inside do not enter the method id, as in Rust.
 */
export function result<T, E>(value: Schema<T>, error: Schema<E>): ResultSchema<T, E> {
  return new ResultSchema(value, error);
}

/** `[T; length]`, length 0 to 16,777,216. Throws `SchemaError` otherwise, or if a channel is inside. */
export function array<T>(element: Schema<T>, length: number): ArraySchema<T> {
  return new ArraySchema(element, length);
}

/** A Map. Throws `SchemaError` if a channel is inside. */
export function map<K, V>(key: Schema<K>, value: Schema<V>): MapSchema<K, V> {
  return new MapSchema(key, value);
}

/** A Set. Throws `SchemaError` if a channel is inside. */
export function set<T>(element: Schema<T>): SetSchema<T> {
  return new SetSchema(element);
}

/** A tuple or tuple struct. */
export function tuple<const E extends readonly AnySchema[]>(
  elements: E,
): TupleSchema<{ -readonly [I in keyof E]: Infer<E[I]> }> {
  return new TupleSchema(elements);
}

/** A struct; the order of the properties is the order on the wire. Throws `SchemaError` on names objects do not keep. */
export function struct<const F extends FieldDefinitions>(fields: F): StructSchema<FieldValues<F>> {
  return new StructSchema(fieldsOf(fields, "a field"));
}

/**
 * An enum; the order of the properties is the order of declaration, which is what travels.
 * `{ Red: null, Number: i64, Rect: { width: f64 }, Pair: [i32, string] }` has the values `{ tag: "Red" }`,
 * `{ tag: "Number", value }`, `{ tag: "Rect", width }`, `{ tag: "Pair", 0: x, 1: y }`. Throws `SchemaError` on names that
 * objects do not keep, on a field called "tag", and on variants with an empty list of fields.
 */
export function enumeration<const V extends VariantDefinitions>(variants: V): EnumSchema<EnumValue<V>> {
  return new EnumSchema(variants);
}

/** For recursion: `const node: Schema<Node> = struct({ next: option(lazy(() => node)) })`. */
export function lazy<T>(resolve: () => Schema<T>): LazySchema<T> {
  return new LazySchema(resolve);
}

/** `Tx<T, N>` or `Rx<T, N>`. Credit in items, 0 to 2^32 - 1 (`rpc.flow-control.credit.initial`). */
export function channel<Item, D extends ChannelDirection, Handle = unknown>(
  direction: D,
  element: Schema<Item>,
  initialCredit: number = DEFAULT_INITIAL_CREDIT,
): ChannelSchema<Item, D, Handle> {
  return new ChannelSchema(direction, element, initialCredit);
}

export {
  type ChannelDirection,
  ChannelSchema,
  DEFAULT_INITIAL_CREDIT,
} from "./schema/channel.ts";
export { collectChannels, type FoundChannel } from "./schema/collect.ts";
export {
  EnumSchema,
  type EnumValue,
  type Variant,
  type VariantDefinition,
  type VariantDefinitions,
} from "./schema/enum.ts";
export { i8, i16, i32, SmallIntegerSchema, u8, u16, u32 } from "./schema/integer.ts";
export { MapSchema, SetSchema } from "./schema/keyed.ts";
export { LazySchema } from "./schema/lazy.ts";
export { type Maybe, MaybeSchema, OptionSchema } from "./schema/option.ts";
export { type Field, type FieldDefinitions, type FieldValues, StructSchema, TupleSchema } from "./schema/record.ts";
export { ResultSchema, type ResultValue } from "./schema/result.ts";
export { bool, byteSlice, bytes, char, f32, f64, string, unit } from "./schema/scalar.ts";
export {
  type AnySchema,
  type Infer,
  Schema,
  type SchemaKind,
} from "./schema/schema.ts";
export { ArraySchema, ListSchema } from "./schema/sequence.ts";
export { i64, i128, isize, u64, u128, usize, WideIntegerSchema } from "./schema/wide-integer.ts";
