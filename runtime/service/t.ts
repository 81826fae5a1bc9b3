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

function rx<T>(element: Schema<T>, options: ChannelOptions = {}): ChannelSchema<T, "rx", Rx<T>> {
  return wire.channel("rx", element, options.credit);
}

function tx<T>(element: Schema<T>, options: ChannelOptions = {}): ChannelSchema<T, "tx", Tx<T>> {
  return wire.channel("tx", element, options.credit);
}

function list<T>(element: Schema<T> & NoChannel<T, InCollection>): ListSchema<T> {
  return wire.list(element);
}

function slice<T>(element: Schema<T> & NoChannel<T, InCollection>): ListSchema<T> {
  return wire.slice(element);
}

function array<T>(element: Schema<T> & NoChannel<T, InCollection>, length: number): ArraySchema<T> {
  return wire.array(element, length);
}

function map<K, V>(
  key: Schema<K> & NoChannel<K, InCollection>,
  value: Schema<V> & NoChannel<V, InCollection>,
): MapSchema<K, V> {
  return wire.map(key, value);
}

function set<T>(element: Schema<T> & NoChannel<T, InCollection>): SetSchema<T> {
  return wire.set(element);
}

function method<const Args extends readonly AnySchema[], Ok extends AnySchema>(
  args: Args,
  ok: Ok & NoChannel<Infer<Ok>, InResult>,
  { idempotent = false }: MethodOptions = {},
): MethodType<Args, Ok, null> {
  // Its id would be that of the fallible method and its answers would not be those: Rust means the other one.
  if (ok.kind === "result") throw new TypeError("a method that gives a Result is t.fallible(args, ok, err)");
  return { args, ok, err: null, idempotent };
}

function fallible<const Args extends readonly AnySchema[], Ok extends AnySchema, Err extends AnySchema>(
  args: Args,
  ok: Ok & NoChannel<Infer<Ok>, InResult>,
  err: Err & NoChannel<Infer<Err>, InResult>,
  { idempotent = false }: MethodOptions = {},
): MethodType<Args, Ok, Err> {
  return { args, ok, err, idempotent };
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
  /** `Vec<u8>`: a Uint8Array. */
  bytes: wire.bytes,
  /** `&[u8]` or `Box<[u8]>`: a Uint8Array. The bytes of `bytes`, but the signature of `slice(u8)`, so other method ids. */
  byteSlice: wire.byteSlice,
  unit: wire.unit,
  list,
  /** `&[T]` or `Box<[T]>`: an array. Differs from `list` in the signature of u8 alone; of bytes, `byteSlice` is faster. */
  slice,
  /** `Option<T>`: the value or null. Not of an option or of unit, where Some and None would be one value. */
  option: wire.option,
  /**
   * `Option<T>` as `{ tag: "None" }` or `{ tag: "Some", value }`: for `Option<Option<T>>` and `Option<()>`, and wherever
   * null will not do. Signature and bytes are those of `option`, so each side may spell it as it likes.
   */
  maybe: wire.maybe,
  /**
   * `Result<T, E>` as an argument or inside another type: `{ ok: true, value }` or `{ ok: false, error }`. A method that
   * itself gives a `Result` is a `fallible` one. The types inside do not enter the method id, as in Rust.
   */
  result: wire.result,
  array,
  map,
  set,
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
