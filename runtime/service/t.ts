// The vocabulary of types, `t` to its users: a module and not an object, so that a page pays for the types that it names.
// Integers up to 32 bits are numbers, wider ones bigints; `bytes` is a Uint8Array, `option` is the value or null, `unit` is
// undefined; an enum's value is `{ tag, … }`.

import type { Rx } from "../driver/rx.ts";
import type { Tx } from "../driver/tx.ts";
import type {
  AnySchema,
  ArraySchema,
  ChannelSchema,
  Infer,
  ListSchema,
  MapSchema,
  Schema,
  SetSchema,
} from "../wire/schema.ts";
import * as wire from "../wire/schema.ts";
import type { MethodType } from "./definition.ts";
import type { InCollection, InResult, NoChannel } from "./placement.ts";

/** How a channel is set up. */
export interface ChannelOptions {
  /** Items that may be sent before the first grant: 0 to 4294967295, default 16. Both sides must agree on it. */
  readonly credit?: number;
}

/** What callers may know of a method beside its types; it does not travel. */
export interface MethodOptions {
  /** Calling it twice does no more than calling it once: `retry` may. Not for methods with channels. */
  readonly idempotent?: boolean;
}

/** The handler receives: the caller keeps the sending end. */
export function rx<T>(element: Schema<T>, options: ChannelOptions = {}): ChannelSchema<T, "rx", Rx<T>> {
  return wire.channel("rx", element, options.credit);
}

/** The handler sends: the caller keeps the receiving end. */
export function tx<T>(element: Schema<T>, options: ChannelOptions = {}): ChannelSchema<T, "tx", Tx<T>> {
  return wire.channel("tx", element, options.credit);
}

/** `Vec<T>`: an array. */
export function list<T>(element: Schema<T> & NoChannel<T, InCollection>): ListSchema<T> {
  return wire.list(element);
}

/** `&[T]` or `Box<[T]>`: an array. Differs from `list` in the signature of u8 alone; of bytes, `byteSlice` is faster. */
export function slice<T>(element: Schema<T> & NoChannel<T, InCollection>): ListSchema<T> {
  return wire.slice(element);
}

/** `[T; length]`: an array, length 0 to 16,777,216. */
export function array<T>(element: Schema<T> & NoChannel<T, InCollection>, length: number): ArraySchema<T> {
  return wire.array(element, length);
}

/** A Map. */
export function map<K, V>(
  key: Schema<K> & NoChannel<K, InCollection>,
  value: Schema<V> & NoChannel<V, InCollection>,
): MapSchema<K, V> {
  return wire.map(key, value);
}

/** A Set. */
export function set<T>(element: Schema<T> & NoChannel<T, InCollection>): SetSchema<T> {
  return wire.set(element);
}

/** A method that returns a value. */
export function method<const Args extends readonly AnySchema[], Ok extends AnySchema>(
  args: Args,
  ok: Ok & NoChannel<Infer<Ok>, InResult>,
  { idempotent = false }: MethodOptions = {},
): MethodType<Args, Ok, null> {
  // Its id would be that of the fallible method and its answers would not be those: Rust means the other one.
  if (ok.kind === "result") throw new TypeError("a method that gives a Result is t.fallible(args, ok, err)");
  return { args, ok, err: null, idempotent };
}

/** A method that returns a value or an error of its own (`rpc.fallible`). */
export function fallible<const Args extends readonly AnySchema[], Ok extends AnySchema, Err extends AnySchema>(
  args: Args,
  ok: Ok & NoChannel<Infer<Ok>, InResult>,
  err: Err & NoChannel<Infer<Err>, InResult>,
  { idempotent = false }: MethodOptions = {},
): MethodType<Args, Ok, Err> {
  return { args, ok, err, idempotent };
}

export {
  bool,
  byteSlice,
  bytes,
  char,
  enumeration as enum,
  f32,
  f64,
  i8,
  i16,
  i32,
  i64,
  i128,
  isize,
  lazy,
  maybe,
  option,
  result,
  string,
  struct,
  tuple,
  u8,
  u16,
  u32,
  u64,
  u128,
  unit,
  usize,
} from "../wire/schema.ts";
