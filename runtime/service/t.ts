import type { Rx } from "../driver/rx.ts";
import type { Tx } from "../driver/tx.ts";
import type { AnySchema, ChannelSchema, Schema } from "../wire/schema.ts";
import * as wire from "../wire/schema.ts";
import type { MethodType } from "./definition.ts";

/** How a channel is set up. */
export interface ChannelOptions {
  /** Items that may be sent before the first grant: 0 to 4294967295, default 16. Both sides must agree on it. */
  readonly credit?: number;
}

function rx<T>(element: Schema<T>, options: ChannelOptions = {}): ChannelSchema<T, "rx", Rx<T>> {
  return wire.channel("rx", element, options.credit);
}

function tx<T>(element: Schema<T>, options: ChannelOptions = {}): ChannelSchema<T, "tx", Tx<T>> {
  return wire.channel("tx", element, options.credit);
}

function method<const Args extends readonly AnySchema[], Ok extends AnySchema>(
  args: Args,
  ok: Ok,
): MethodType<Args, Ok, null> {
  return { args, ok, err: null };
}

function fallible<const Args extends readonly AnySchema[], Ok extends AnySchema, Err extends AnySchema>(
  args: Args,
  ok: Ok,
  err: Err,
): MethodType<Args, Ok, Err> {
  return { args, ok, err };
}

/**
 * The vocabulary of types. Integers up to 32 bits are numbers, wider ones bigints; `bytes` is a Uint8Array, `option`
 * is the value or null, `unit` is undefined; an enum's value is `{ tag, … }`.
 */
export const t = {
  bool: wire.bool,
  u8: wire.u8,
  u16: wire.u16,
  u32: wire.u32,
  u64: wire.u64,
  u128: wire.u128,
  usize: wire.usize,
  i8: wire.i8,
  i16: wire.i16,
  i32: wire.i32,
  i64: wire.i64,
  i128: wire.i128,
  isize: wire.isize,
  f32: wire.f32,
  f64: wire.f64,
  char: wire.char,
  string: wire.string,
  bytes: wire.bytes,
  unit: wire.unit,
  list: wire.list,
  option: wire.option,
  array: wire.array,
  map: wire.map,
  set: wire.set,
  tuple: wire.tuple,
  struct: wire.struct,
  enum: wire.enumeration,
  lazy: wire.lazy,
  /** The handler receives: the caller keeps the sending end. */
  rx,
  /** The handler sends: the caller keeps the receiving end. */
  tx,
  /** A method that returns a value. */
  method,
  /** A method that returns a value or an error of its own (`rpc.fallible`). */
  fallible,
};
