import { describe, expect, it } from "vitest";
import { SchemaError } from "../../runtime/wire/errors.ts";
import {
  type AnySchema,
  array,
  byteSlice,
  bytes,
  channel,
  char,
  enumeration,
  i32,
  i64,
  isize,
  lazy,
  list,
  map,
  maybe,
  option,
  result,
  type Schema,
  set,
  slice,
  string,
  struct,
  tuple,
  u8,
  u16,
  u64,
  unit,
  usize,
} from "../../runtime/wire/schema.ts";
import { signatureBytes } from "../../runtime/wire/signature.ts";
import { toHex } from "./hex.ts";
import { testbed } from "./testbed.ts";

/** The signature of a type alone: as the return of a method without arguments (10). */
function typeBytes(schema: AnySchema): string {
  return toHex(signatureBytes([], schema)).slice(2);
}

describe("a signature", () => {
  it.each(testbed)(
    "[rpc.method-id.algorithm] of Testbed.$name has the bytes that Rust hashes",
    ({ args, ret, signature }) => {
      expect(toHex(signatureBytes(args, ret))).toBe(signature);
    },
  );

  it("takes the argument tuple as a schema too", () => {
    expect(toHex(signatureBytes(tuple([i32, i32]), i64))).toBe("250209090a");
  });

  it("writes no arguments, unit and every Result as the unit tag", () => {
    expect(toHex(signatureBytes([], unit))).toBe("1010");
    expect(toHex(signatureBytes([], "result"))).toBe("1010");
  });

  it("cannot tell bytes from a list of u8, nor pointer-sized integers from 64-bit ones", () => {
    expect(typeBytes(list(u8))).toBe("11");
    expect(typeBytes(list(lazy(() => u8)))).toBe("11");
    expect(typeBytes(bytes)).toBe("11");
    expect(typeBytes(usize)).toBe(typeBytes(u64));
    expect(typeBytes(isize)).toBe(typeBytes(i64));
  });

  it("writes the length of an array and not its bytes shortcut", () => {
    expect(typeBytes(array(u8, 300))).toBe("22ac0202");
  });

  it("writes maps, sets and chars", () => {
    expect(typeBytes(map(char, set(u16)))).toBe("230e2403");
  });

  it("leaves the initial credit out, as the reference does", () => {
    expect(typeBytes(channel("tx", i32, 1))).toBe(typeBytes(channel("tx", i32, 99)));
  });

  it("writes a tuple variant of one field as a newtype, of several as fields named by number", () => {
    expect(typeBytes(enumeration({ A: [i32] }))).toBe("3101014101" + "09");
    expect(typeBytes(enumeration({ A: i32 }))).toBe("310101410109");
    expect(typeBytes(enumeration({ A: [i32, string] }))).toBe("31010141" + "0202" + "013009" + "01310f");
  });

  it("writes a struct variant of one field with the name of that field", () => {
    expect(typeBytes(enumeration({ A: { x: i32 } }))).toBe("31010141" + "0201" + "017809");
  });

  it("refers back to the struct being written, 0 for the innermost", () => {
    type Node = { next: Node | null };
    const node: Schema<Node> = struct({ next: option(lazy(() => node)) });
    expect(typeBytes(node)).toBe("3001046e657874213200");
    expect(typeBytes(lazy(() => node))).toBe("3001046e657874213200");
  });

  it("counts structs, tuples and enums, and nothing else, on the way back", () => {
    type Tree = { kids: [Branch[], number] };
    type Branch = { tag: "Leaf" } | { tag: "More"; value: Tree };
    const branch: Schema<Branch> = enumeration({ Leaf: null, More: lazy(() => tree) });
    const tree: Schema<Tree> = struct({ kids: tuple([list(branch), i32]) });
    // tree (2) > tuple (1) > list (does not count) > branch (0)
    expect(typeBytes(tree)).toBe("3001046b6964732502" + "20" + "3102044c65616600044d6f726501" + "3202" + "09");
  });

  it("starts counting anew for the return type", () => {
    type Node = { next: Node | null };
    const node: Schema<Node> = struct({ next: option(lazy(() => node)) });
    expect(toHex(signatureBytes([node], node))).toBe("2501" + "3001046e657874213200" + "3001046e657874213200");
  });

  describe("of a type without a name that stands inside itself", () => {
    const BOTH = "300104626f746821";

    it("refers back to the argument tuple", () => {
      const twin: AnySchema = struct({ both: option(tuple([lazy((): AnySchema => twin), lazy(() => twin)])) });
      expect(toHex(signatureBytes([twin, twin], unit))).toBe(`2502${BOTH}3201${BOTH}320110`);
      expect(typeBytes(twin)).toBe(`${BOTH}250232013201`);
    });

    it.each<[string, (self: AnySchema) => AnySchema, (self: AnySchema) => AnySchema]>([
      ["an option", option, maybe],
      ["a list", list, (self) => list(lazy(() => self))],
      ["a map", (self) => map(u8, self), (self) => map(u8, self)],
      ["bytes", () => bytes, () => list(u8)],
      ["a slice", () => byteSlice, () => slice(u8)],
      ["a set of arrays", () => set(array(u8, 2)), () => set(array(u8, 2))],
      ["a result", (self) => result(self, unit), (self) => result(self, unit)],
      ["a channel", () => channel("tx", u8, 3), () => channel("tx", u8, 3)],
    ])("compares %s by its parts", (_name, one, other) => {
      const self: AnySchema = struct({ a: option(tuple([lazy((): AnySchema => self), other(lazy(() => self))])) });
      expect(toHex(signatureBytes([self, one(self)], unit))).toContain("3001016121" + "3201");
    });

    it.each<[string, (self: AnySchema) => AnySchema, (self: AnySchema) => AnySchema]>([
      ["arrays of other lengths", () => array(u8, 2), () => array(u8, 3)],
      ["a list and a slice", list, slice],
      ["a slice of u8 and bytes", () => byteSlice, () => bytes],
      ["other scalars of one tag", () => u64, () => usize],
      ["channels of other credit", () => channel("tx", u8, 1), () => channel("tx", u8, 2)],
      ["channels of other directions", () => channel("tx", u8), () => channel("rx", u8)],
      ["tuples of other lengths", () => tuple([u8]), () => tuple([u8, u8])],
      ["structs of one shape", () => struct({ a: u8 }), () => struct({ a: u8 })],
      ["enums of one shape", () => enumeration({ A: null }), () => enumeration({ A: null })],
    ])("does not confuse %s", (_name, one, other) => {
      const self: AnySchema = struct({ a: option(tuple([lazy((): AnySchema => self), other(lazy(() => self))])) });
      expect(toHex(signatureBytes([self, one(self)], unit))).toContain("3001016121" + "25023201");
    });

    it("takes two tuple structs that hold themselves for two", () => {
      const tupleStruct = (inside: AnySchema) => {
        const self: AnySchema = tuple([option(lazy((): AnySchema => self)), inside]);
        return self;
      };
      expect(typeBytes(tupleStruct(tupleStruct(u8)))).toBe("2502213200" + "2502213200" + "02");
      const left: AnySchema = tuple([option(lazy((): AnySchema => left)), option(lazy((): AnySchema => right))]);
      const right: AnySchema = tuple([option(lazy((): AnySchema => right)), option(lazy(() => left))]);
      expect(typeBytes(left)).toBe("2502213200" + "21" + "2502213200" + "213201");
    });
  });

  it("refuses a lazy schema that never ends", () => {
    const endless = (): AnySchema => struct({ next: option(lazy(endless)) });
    expect(() => signatureBytes([endless()], unit)).toThrow(SchemaError);
  });
});
