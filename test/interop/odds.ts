import { defineService, t } from "../../runtime/index.ts";
import type { Schema } from "../../runtime/wire/index.ts";

// The service of our own that the Rust peer serves beside Testbed: see rust/src/odds.rs.

export interface Tree {
  value: number;
  children: Tree[];
}
export interface Chain {
  next: Chain | null;
}
export type Form =
  | { tag: "Plain" }
  | { tag: "Single"; value: number }
  | { tag: "Several"; 0: number; 1: string }
  | { tag: "Named"; left: bigint; right: Uint8Array }
  | { tag: "Recursive"; value: Form };

export const tree: Schema<Tree> = t.struct({ value: t.u32, children: t.list(t.lazy(() => tree)) });
export const chain: Schema<Chain> = t.struct({ next: t.option(t.lazy(() => chain)) });
export const form: Schema<Form> = t.enum({
  Plain: null,
  Single: t.u32,
  Several: [t.u32, t.string],
  Named: { left: t.i64, right: t.bytes },
  Recursive: t.lazy(() => form),
});
export const pair = t.tuple([t.i32, t.string]);
const triple = t.array(t.u16, 3);
const scalars = t.struct({
  flag: t.bool,
  a: t.u8,
  b: t.u16,
  c: t.u32,
  d: t.u64,
  e: t.i8,
  f: t.i16,
  g: t.i32,
  h: t.i64,
  i: t.f32,
  j: t.f64,
  k: t.usize,
  l: t.isize,
});
const refusal = t.enum({ Empty: null, TooLong: { length: t.u32, limit: t.u32 } });
const numbers = t.tx(t.u32);
export const feeds = t.struct({ name: t.string, first: numbers, second: t.option(numbers) });
export const choice = t.enum({ Neither: null, One: numbers, Both: { left: numbers, right: numbers } });

export const Odds = defineService("Odds", {
  wide: t.method([t.u128, t.i128], t.tuple([t.u128, t.i128])),
  letter: t.method([t.char], t.char),
  scalars: t.method([scalars], scalars),
  table: t.method([t.map(t.string, t.u32)], t.map(t.u32, t.string)),
  unique: t.method([t.set(t.string)], t.set(t.string)),
  fixed: t.method([triple], triple),
  nothing: t.method([t.unit], t.unit),
  pair: t.method([pair], pair),
  metres: t.method([t.f64], t.f64),
  grow: t.method([tree], tree),
  chain: t.method([t.u32], chain),
  form: t.method([form], form),
  refuse: t.fallible([t.string], pair, refusal),
  get_http2_url: t.method([t.bool], t.string),
  narrow_sum: t.method([t.rx(t.i32, { credit: 5 })], t.i64),
  single_count: t.method([t.u32, t.tx(t.u32, { credit: 1 })], t.unit),
  broad_sum: t.method([t.u32, t.rx(t.i32, { credit: 100 })], t.i64),
  shut_count: t.method([t.u32, t.tx(t.u32, { credit: 0 })], t.unit),
  maybe: t.method([t.option(numbers)], t.bool),
  both: t.method([t.tuple([t.rx(t.u32), t.tx(t.u32)])], t.u32),
  feeds: t.method([feeds], t.string),
  choice: t.method([choice], t.u32),
  borrowed: t.method([t.string], t.string),
  slow: t.method([t.u32], t.u32),
  panics: t.method([], t.u32),
  vanishes: t.method([], t.string),
  calls_back: t.method([t.u32], t.u32),
  takes: t.method([t.u32, t.rx(t.u32)], t.u32),
  later: t.method([t.u32, t.tx(t.u32)], t.unit),
  endless: t.method([t.tx(t.u32)], t.u32),
});
