import { describe, expect, expectTypeOf, it } from "vitest";
import { EncodeError, SchemaError } from "../../runtime/wire/errors.ts";
import {
  type AnySchema,
  array,
  bool,
  channel,
  enumeration,
  f64,
  type Infer,
  i32,
  i64,
  lazy,
  list,
  map,
  option,
  type Schema,
  set,
  string,
  struct,
  tuple,
  u8,
  u32,
  u64,
  unit,
} from "../../runtime/wire/schema.ts";
import { decoded, encoded, hex, thrown, toHex } from "./hex.ts";

const shape = enumeration({ Red: null, Number: i64, Rect: { width: f64, height: f64 }, Pair: [i32, string] });
type Nest = Nest[];
const nest: Schema<Nest> = list(lazy(() => nest));

function nested(depth: number): Nest {
  return depth === 1 ? [] : [nested(depth - 1)];
}

describe("a composite on the wire", () => {
  it("writes struct fields and tuple elements back to back", () => {
    expect(toHex(encoded(struct({ a: u8, b: tuple([i32, bool]) }), { a: 1, b: [-1, true] }))).toBe("010101");
  });

  it("writes an array without a count, a list and a set with one", () => {
    expect(toHex(encoded(array(u8, 2), [7, 8]))).toBe("0708");
    expect(toHex(encoded(list(u8), [7, 8]))).toBe("020708");
    expect(toHex(encoded(set(u8), new Set([7, 8])))).toBe("020708");
  });

  it("writes a map as count, key, value, in the order of the Map", () => {
    const entries = new Map([
      ["b", 1],
      ["a", 2],
    ]);
    expect(toHex(encoded(map(string, u8), entries))).toBe("02016201016102");
  });

  it("writes an enum as the declaration index and the fields of the variant", () => {
    expect(toHex(encoded(shape, { tag: "Red" }))).toBe("00");
    expect(toHex(encoded(shape, { tag: "Number", value: -1n }))).toBe("0101");
    expect(toHex(encoded(shape, { tag: "Pair", 0: 1, 1: "x" }))).toBe("03020178");
    expect(decoded(shape, hex("03020178"))).toStrictEqual({ tag: "Pair", 0: 1, 1: "x" });
    expect(Object.keys(decoded(shape, encoded(shape, { tag: "Rect", width: 1, height: 2 })))).toEqual([
      "tag",
      "width",
      "height",
    ]);
  });

  it("takes undefined for None and gives null", () => {
    const record = struct({ a: option(u8) });
    const absent: object = {};
    expect(toHex(encoded<unknown>(record, absent))).toBe("00");
    expect(decoded(record, hex("00"))).toStrictEqual({ a: null });
  });

  it("lets the later of two equal map keys win", () => {
    expect(decoded(map(u8, u8), hex("0201020103"))).toEqual(new Map([[1, 3]]));
  });

  it("encodes recursive types", () => {
    type Node = { value: number; next: Node | null };
    const node: Schema<Node> = struct({ value: u8, next: option(lazy(() => node)) });
    const chain = { value: 1, next: { value: 2, next: null } };
    expect(toHex(encoded(node, chain))).toBe("01010200");
    expect(decoded(node, hex("01010200"))).toStrictEqual(chain);
  });

  it("codes long lists of numbers", () => {
    const numbers = Array.from({ length: 100_000 }, (_, i) => i * 31 - 1_000_000);
    expect(decoded(list(i32), encoded(list(i32), numbers))).toEqual(numbers);
  });
});

describe("the types", () => {
  it("follow from the schema", () => {
    expectTypeOf<Infer<typeof shape>>().toEqualTypeOf<
      | { tag: "Red" }
      | { tag: "Number"; value: bigint }
      | { tag: "Rect"; width: number; height: number }
      | { tag: "Pair"; 0: number; 1: string }
    >();
    const record = struct({ id: u64, names: list(string), at: option(tuple([i32, bool])), nothing: unit });
    expectTypeOf<Infer<typeof record>>().toEqualTypeOf<{
      id: bigint;
      names: string[];
      at: [number, boolean] | null;
      nothing: undefined;
    }>();
    const table = map(string, set(u8));
    expectTypeOf<Infer<typeof table>>().toEqualTypeOf<Map<string, Set<number>>>();
    const sink = channel<number, "tx", { send(n: number): void }>("tx", i32);
    expectTypeOf<Infer<typeof sink>>().toEqualTypeOf<{ send(n: number): void }>();
  });
});

describe("the smallest size", () => {
  it.each([
    ["unit", unit, 0],
    ["empty struct", struct({}), 0],
    ["struct", struct({ a: u64, b: f64, c: string }), 10],
    ["option", option(f64), 1],
    ["array", array(f64, 3), 24],
    ["array of none", array(f64, 0), 0],
    ["enum", enumeration({ A: f64, B: u8 }), 2],
    ["channel", channel("rx", f64), 0],
  ] satisfies [string, AnySchema, number][])("of %s is known", (_name, schema, size) => {
    expect(schema.minSize).toBe(size);
  });

  it("of mutually recursive types is exact from either end", () => {
    // A is small only through B, and B is small only where it does not go back to A.
    const types = () => {
      const a: AnySchema = enumeration({ X: lazy((): AnySchema => b), Y: array(u8, 5) });
      const b: AnySchema = enumeration({ P: lazy(() => a), Q: null });
      return { a, b };
    };
    const first = types();
    expect([first.a.minSize, first.b.minSize]).toEqual([2, 1]);
    const second = types();
    expect([second.b.minSize, second.a.minSize]).toEqual([1, 2]);
  });

  it("of a type without finite values is infinite", () => {
    const endless: AnySchema = struct({ again: lazy((): AnySchema => endless) });
    expect(endless.minSize).toBe(Number.POSITIVE_INFINITY);
  });
});

describe("a definition", () => {
  const refused: [string, () => unknown, RegExp][] = [
    ["an integer-like field name", () => struct({ a: u8, 0: u8 }), /integer names first/],
    ["an integer-like variant name", () => enumeration({ A: null, 1: null }), /integer names first/],
    ["an integer-like field of a variant", () => enumeration({ A: { 0: u8 } }), /integer names first/],
    ["a field called __proto__", () => struct(Object.fromEntries([["__proto__", u8]])), /prototype/],
    ["a variant called __proto__", () => enumeration(Object.fromEntries([["__proto__", u8]])), /prototype/],
    ["a field without a name", () => struct({ "": u8 }), /empty name/],
    ["a variant field called tag", () => enumeration({ A: { tag: u8 } }), /cannot be called "tag"/],
    ["a struct variant without fields", () => enumeration({ A: {} }), /write null/],
    ["a tuple variant without fields", () => enumeration({ A: [] }), /write null/],
    ["a negative array length", () => array(u8, -1), /length of an array/],
    ["a fractional array length", () => array(u8, 1.5), /length of an array/],
    ["an option of an option", () => option(option(u8)), /tells Some from None/],
    ["an option of unit", () => option(unit), /tells Some from None/],
    ["a negative initial credit", () => channel("tx", u8, -1), /initial credit/],
    ["an initial credit of 2^32", () => channel("tx", u8, 2 ** 32), /initial credit/],
  ];
  it.each(refused)("refuses %s", (_name, define, text) => {
    expect(define).toThrow(SchemaError);
    expect(define).toThrow(text);
  });

  it("refuses an option of an option behind lazy at first use", () => {
    expect(() => option(lazy(() => option(u8))).minSize).toThrow("tells Some from None");
  });

  it("refuses a lazy schema that leads only to itself", () => {
    const circle: AnySchema = lazy((): AnySchema => circle);
    expect(() => circle.minSize).toThrow("leads only to itself");
  });
});

describe("a depth", () => {
  it("of 128 levels passes both ways", () => {
    const bytes = encoded(nest, nested(128));
    expect(toHex(bytes)).toBe(`${"01".repeat(127)}00`);
    expect(decoded(nest, bytes)).toEqual(nested(128));
  });

  it("of 129 levels is refused both ways", () => {
    expect(() => encoded(nest, nested(129))).toThrow("expected at most 128 levels of nesting");
    expect(() => decoded(nest, hex(`${"01".repeat(128)}00`))).toThrow("expected at most 128 levels of nesting");
  });

  it("is an EncodeError for a cyclic value", () => {
    const cycle: Nest = [];
    cycle.push(cycle);
    expect(thrown(() => encoded(nest, cycle))).toBeInstanceOf(EncodeError);
  });

  it.each([
    ["list", list(u32), [1]],
    ["array", array(u32, 1), [1]],
    ["set", set(u32), new Set([1])],
    ["map", map(u32, u32), new Map([[1, 1]])],
    ["option", option(u32), 1],
    ["tuple", tuple([u32]), [1]],
    ["struct", struct({ a: u32 }), { a: 1 }],
    ["enum", enumeration({ A: u32 }), { tag: "A", value: 1 }],
  ] satisfies [string, AnySchema, unknown][])("is given back when a %s ends", (_name, schema, value) => {
    const many: unknown[] = Array.from({ length: 1000 }, () => value);
    expect(decoded(list<unknown>(schema), encoded(list<unknown>(schema), many))).toEqual(many);
  });
});

describe("the path of an error", () => {
  const schema = tuple([struct({ points: list(shape), names: map(string, set(u8)) })]);
  it("leads to the value when decoding", () => {
    expect(() => decoded(schema, hex("01 03 02 02 c328"))).toThrow(
      "expected a string in UTF-8 at byte 4 (0.points[0].Pair.1), found invalid UTF-8",
    );
    expect(() => decoded(schema, hex("00 01 0161 01"))).toThrow("(0.names[0].value)");
  });

  it("leads to the value when encoding", () => {
    const bad = [{ points: [{ tag: "Red" }, { tag: "Rect", width: 1 }], names: new Map() }];
    expect(() => encoded<unknown>(schema, bad)).toThrow("expected an f64 (0.points[1].Rect.height), found undefined");
    const worse = [{ points: [], names: new Map([["a", new Set([1, 300])]]) }];
    expect(() => encoded<unknown>(schema, worse)).toThrow("(0.names[0].value[1])");
  });

  it("is on the error as a property", () => {
    expect(thrown(() => decoded(schema, hex("01 04")))).toMatchObject({
      code: "decode",
      expected: "the index of a variant, below 4",
      offset: 1,
      path: "0.points[0]",
    });
  });
});

describe("a value of the wrong shape", () => {
  it.each([
    ["a tuple of another length", tuple([u8, u8]), [1]],
    ["an array of another length", array(u8, 2), [1, 2, 3]],
    ["a list with a hole", list(u8), new Array(1)],
    ["a list that is a Set", list(u8), new Set([1])],
    ["a map that is an object", map(string, u8), { a: 1 }],
    ["a set that is an array", set(u8), [1]],
    ["a struct that is null", struct({ a: u8 }), null],
    ["a struct without a field", struct({ a: u8 }), {}],
    ["a struct whose field is inherited from Object", struct({ toString: string }), {}],
    ["an enum without a tag", shape, {}],
    ["an enum with an unknown tag", shape, { tag: "Blue" }],
    ["an enum with a tag every object has", shape, { tag: "toString" }],
    ["an enum that is a string", shape, "Red"],
  ] satisfies [string, AnySchema, unknown][])("%s is an EncodeError", (_name, schema, value) => {
    expect(thrown(() => encoded<unknown>(schema, value))).toBeInstanceOf(EncodeError);
  });

  it("a collection that changes while it is encoded is an EncodeError", () => {
    const item = struct({ a: u8 });
    const items: { a: number }[] = [
      {
        get a() {
          items.push({ a: 1 });
          return 1;
        },
      },
    ];
    expect(() => encoded(list(item), items)).toThrow("changed while it was encoded");
  });
});
