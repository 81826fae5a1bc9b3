import { describe, expectTypeOf, it } from "vitest";
import {
  Call,
  type Client,
  channel,
  type connect,
  defineService,
  type Infer,
  type Outcome,
  type Rx,
  type Tx,
  t,
} from "../../runtime/index.ts";
import type { HandlerContext } from "../../runtime/service/context.ts";
import type { ArgumentsOf, ResultOf } from "../../runtime/service/definition.ts";
import type { Handlers } from "../../runtime/service/handlers.ts";

// `npm run types` is what checks these; vitest runs them for their titles.

const Point = t.struct({ x: t.f64, label: t.option(t.string) });
const Shape = t.enum({ Nothing: null, Circle: t.f64, Line: [Point, Point], Box: { width: t.u32, height: t.u64 } });

const Everything = defineService("Everything", {
  nothing: t.method([], t.unit),
  scalars: t.method([t.bool, t.u32, t.i64, t.f32, t.char, t.string, t.bytes], t.u128),
  composites: t.method([t.list(Point), t.map(t.string, t.u8), t.set(t.i16), t.tuple([t.u8, t.string])], Shape),
  divide: t.fallible([t.i64, t.i64], t.i64, t.enum({ DivisionByZero: null })),
  check: t.fallible([], t.unit, t.string),
  sum: t.method([t.rx(t.i32)], t.i64),
  generate: t.method([t.u32, t.tx(t.string, { credit: 4 })], t.unit),
});

type Types = typeof Everything.types;
type Everywhere = Client<Types>;
type Serving = Handlers<Types>;

describe("the types of schemas", () => {
  it("are the JavaScript values they stand for", () => {
    for (const schema of [t.u8, t.u16, t.u32, t.i8, t.i16, t.i32])
      expectTypeOf<Infer<typeof schema>>().toEqualTypeOf<number>();
    for (const schema of [t.u64, t.usize, t.i64, t.isize, t.u128, t.i128]) {
      expectTypeOf<Infer<typeof schema>>().toEqualTypeOf<bigint>();
    }
    expectTypeOf<Infer<typeof t.f64>>().toEqualTypeOf<number>();
    expectTypeOf<Infer<typeof t.bool>>().toEqualTypeOf<boolean>();
    expectTypeOf<Infer<typeof t.char>>().toEqualTypeOf<string>();
    expectTypeOf<Infer<typeof t.string>>().toEqualTypeOf<string>();
    expectTypeOf<Infer<typeof t.bytes>>().toEqualTypeOf<Uint8Array>();
    expectTypeOf<Infer<typeof t.unit>>().toEqualTypeOf<undefined>();
  });

  it("follow structs, options and enums", () => {
    type Place = { x: number; label: string | null };
    expectTypeOf<Infer<typeof Point>>().toEqualTypeOf<Place>();
    expectTypeOf<Infer<typeof Shape>>().toEqualTypeOf<
      | { tag: "Nothing" }
      | { tag: "Circle"; value: number }
      | { tag: "Line"; 0: Place; 1: Place }
      | { tag: "Box"; width: number; height: bigint }
    >();
  });

  it("follow collections, tuples and what is lazy", () => {
    const pair = t.tuple([t.u8, t.string]);
    const lists = t.list(t.option(t.u8));
    const map = t.map(t.string, t.i64);
    const set = t.set(t.char);
    const later = t.lazy(() => Point);
    expectTypeOf<Infer<typeof pair>>().toEqualTypeOf<[number, string]>();
    expectTypeOf<Infer<typeof lists>>().toEqualTypeOf<(number | null)[]>();
    expectTypeOf<Infer<typeof map>>().toEqualTypeOf<Map<string, bigint>>();
    expectTypeOf<Infer<typeof set>>().toEqualTypeOf<Set<string>>();
    expectTypeOf<Infer<typeof later>>().toEqualTypeOf<Infer<typeof Point>>();
  });
});

describe("the types of a method", () => {
  it("are its arguments, as a tuple", () => {
    expectTypeOf<ArgumentsOf<Types["nothing"]>>().toEqualTypeOf<[]>();
    expectTypeOf<ArgumentsOf<Types["scalars"]>>().toEqualTypeOf<
      [boolean, number, bigint, number, string, string, Uint8Array]
    >();
    expectTypeOf<ArgumentsOf<Types["composites"]>>().toEqualTypeOf<
      [Infer<typeof Point>[], Map<string, number>, Set<number>, [number, string]]
    >();
  });

  it("are its result, and an outcome where it may fail by itself", () => {
    expectTypeOf<ResultOf<Types["scalars"]>>().toEqualTypeOf<bigint>();
    expectTypeOf<ResultOf<Types["composites"]>>().toEqualTypeOf<Infer<typeof Shape>>();
    expectTypeOf<ResultOf<Types["divide"]>>().toEqualTypeOf<Outcome<bigint, { tag: "DivisionByZero" }>>();
    expectTypeOf<ResultOf<Types["check"]>>().toEqualTypeOf<Outcome<undefined, string>>();
  });

  it("hold the handler's ends of its channels", () => {
    expectTypeOf<ArgumentsOf<Types["sum"]>>().toEqualTypeOf<[Rx<number>]>();
    expectTypeOf<ArgumentsOf<Types["generate"]>>().toEqualTypeOf<[number, Tx<string>]>();
  });
});

describe("the types of a client", () => {
  it("are the methods of its service, and `close`", () => {
    expectTypeOf<Extract<keyof Everywhere, string>>().toEqualTypeOf<keyof Types | "close">();
    expectTypeOf<Everywhere["close"]>().toEqualTypeOf<() => Promise<void>>();
    expectTypeOf<typeof connect<Types>>().returns.resolves.toEqualTypeOf<Everywhere>();
  });

  it("let a call be awaited, and cancelled", () => {
    expectTypeOf<ReturnType<Everywhere["nothing"]>>().toEqualTypeOf<Call<undefined>>();
    expectTypeOf<ReturnType<Everywhere["sum"]>>().resolves.toEqualTypeOf<bigint>();
    expectTypeOf<Call<number>>().toExtend<Promise<number>>();
    expectTypeOf(Call.prototype.cancel).toEqualTypeOf<() => void>();
  });

  it("take options behind the arguments, or none", () => {
    expectTypeOf<[]>().toExtend<Parameters<Everywhere["nothing"]>>();
    expectTypeOf<[{ timeoutMs: number; signal: AbortSignal }]>().toExtend<Parameters<Everywhere["nothing"]>>();
    expectTypeOf<[bigint, bigint, { metadata: { key: string } }]>().toExtend<Parameters<Everywhere["divide"]>>();
    expectTypeOf<[bigint, bigint, { timeout: number }]>().not.toExtend<Parameters<Everywhere["divide"]>>();
  });

  it("tell success from failure by `ok`", () => {
    const read = (outcome: ResultOf<Types["divide"]>) => {
      if (outcome.ok) expectTypeOf(outcome.value).toEqualTypeOf<bigint>();
      else expectTypeOf(outcome.error.tag).toEqualTypeOf<"DivisionByZero">();
    };
    expectTypeOf(read).parameter(0).not.toBeAny();
  });

  it("leave the name `close` to a service that has such a method", () => {
    const Door = defineService("Door", { close: t.method([t.string], t.u8) });
    expectTypeOf<ReturnType<Client<typeof Door.types>["close"]>>().toEqualTypeOf<Call<number>>();
  });

  it("fit where any client is wanted", () => {
    expectTypeOf<Everywhere>().toExtend<AsyncDisposable>();
  });
});

describe("the types of handlers", () => {
  it("are the arguments, then the context", () => {
    expectTypeOf<Parameters<Serving["nothing"]>>().toEqualTypeOf<[context: HandlerContext]>();
    expectTypeOf<Parameters<Serving["generate"]>>().toEqualTypeOf<[number, Tx<string>, context: HandlerContext]>();
  });

  it("may be sync or async, and return nothing for unit", () => {
    expectTypeOf<() => void>().toExtend<Serving["nothing"]>();
    expectTypeOf<() => undefined>().toExtend<Serving["nothing"]>();
    expectTypeOf<() => Promise<void>>().toExtend<Serving["nothing"]>();
    expectTypeOf<(rx: Rx<number>) => bigint>().toExtend<Serving["sum"]>();
    expectTypeOf<(rx: Rx<number>) => Promise<bigint>>().toExtend<Serving["sum"]>();
    expectTypeOf<(rx: Rx<number>) => number>().not.toExtend<Serving["sum"]>();
    expectTypeOf<(rx: Tx<number>) => bigint>().not.toExtend<Serving["sum"]>();
  });

  it("return an outcome where the method may fail by itself", () => {
    expectTypeOf<() => { ok: true; value: bigint }>().toExtend<Serving["divide"]>();
    expectTypeOf<() => { ok: false; error: { tag: "DivisionByZero" } }>().toExtend<Serving["divide"]>();
    expectTypeOf<() => bigint>().not.toExtend<Serving["divide"]>();
    expectTypeOf<() => { ok: false; error: { tag: "Other" } }>().not.toExtend<Serving["divide"]>();
  });
});

describe("the types of a channel", () => {
  it("are those of its element, at both ends", () => {
    expectTypeOf(channel(Point)).toEqualTypeOf<[tx: Tx<Infer<typeof Point>>, rx: Rx<Infer<typeof Point>>]>();
    expectTypeOf<Tx<number>["send"]>().parameter(0).toEqualTypeOf<number>();
    expectTypeOf<Rx<number>>().toExtend<AsyncIterable<number>>();
  });
});
