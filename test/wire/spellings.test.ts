import { describe, expect, expectTypeOf, it } from "vitest";
import { t } from "../../runtime/index.ts";
import { DecodeError, EncodeError, SchemaError } from "../../runtime/wire/errors.ts";
import {
  type AnySchema,
  byteSlice,
  bytes,
  channel,
  collectChannels,
  f64,
  type Infer,
  lazy,
  list,
  type Maybe,
  maybe,
  option,
  type ResultValue,
  result,
  slice,
  string,
  struct,
  tuple,
  u8,
  u32,
  unit,
} from "../../runtime/wire/schema.ts";
import { signatureBytes } from "../../runtime/wire/signature.ts";
import { decoded, encoded, hex, thrown, toHex } from "./hex.ts";

const tx = channel("tx", u8);

function typeBytes(schema: AnySchema): string {
  return toHex(signatureBytes([], schema)).slice(2);
}

const found = (schema: AnySchema, value: unknown) => collectChannels(schema, value).map((one) => one.value);

describe("maybe", () => {
  const twice = maybe(option(u8));

  it("tells all values of an option of an option apart", () => {
    const values = [{ tag: "None" }, { tag: "Some", value: null }, { tag: "Some", value: 7 }] as const;
    expect(values.map((value) => toHex(encoded(twice, value)))).toEqual(["00", "0100", "010107"]);
    expect(values.map((value) => decoded(twice, encoded(twice, value)))).toStrictEqual(values);
    expect(decoded(maybe(unit), hex("01"))).toStrictEqual({ tag: "Some", value: undefined });
  });

  it("is an option on the wire and in the signature", () => {
    expect(typeBytes(twice)).toBe("212102");
    expect(typeBytes(maybe(string))).toBe(typeBytes(option(string)));
    expect(encoded(maybe(string), { tag: "Some", value: "x" })).toEqual(encoded(option(string), "x"));
    expect([maybe(f64).minSize, maybe(u8).hasChannels, maybe(tx).hasChannels]).toEqual([1, false, true]);
  });

  it("is what the refusal of option names, and may itself be optional", () => {
    expect(() => option(option(u8))).toThrow("t.maybe()");
    expect(decoded(option(maybe(u8)), hex("0100"))).toStrictEqual({ tag: "None" });
    expect(decoded(option(lazy(() => maybe(u8))), hex("00"))).toBeNull();
  });

  it.each([null, undefined, 7, {}, { tag: "none" }, { tag: "Some" }, { tag: "Some", value: 256 }])(
    "does not take %o",
    (value) => {
      expect(thrown(() => encoded<unknown>(maybe(u8), value))).toBeInstanceOf(EncodeError);
    },
  );

  it("does not take another byte than 0 and 1", () => {
    expect(() => decoded(maybe(u8), hex("0207"))).toThrow("an option (0 or 1) at byte 0");
    expect(() => decoded(maybe(string), hex("0101ff"))).toThrow("(value)");
  });

  it("[rpc.channel.discovery] has the channels of its Some", () => {
    expect(found(maybe(tx), { tag: "Some", value: "a" })).toEqual(["a"]);
    expect(found(maybe(tx), { tag: "None" })).toEqual([]);
    expect(() => found(maybe(tx), { tag: "Any", value: "a" })).toThrow(EncodeError);
    expect(() => found(maybe(tx), null)).toThrow(EncodeError);
  });
});

describe("a slice", () => {
  it("has the bytes of a list and its own signature of u8", () => {
    expect([typeBytes(slice(u8)), typeBytes(byteSlice), typeBytes(slice(lazy(() => u8)))]).toEqual([
      "2002",
      "2002",
      "2002",
    ]);
    expect([typeBytes(list(u8)), typeBytes(bytes), typeBytes(slice(u32))]).toEqual(["11", "11", "2004"]);
    expect(toHex(encoded(slice(u8), [1, 2]))).toBe("020102");
    expect(toHex(encoded(byteSlice, Uint8Array.of(1, 2)))).toBe("020102");
    expect(decoded(slice(u8), hex("020102"))).toStrictEqual([1, 2]);
    expect(decoded(byteSlice, hex("020102"))).toStrictEqual(Uint8Array.of(1, 2));
    expect([slice(f64).minSize, byteSlice.minSize]).toEqual([1, 1]);
  });

  it("of more elements than there are bytes is refused before anyone allocates", () => {
    expect(() => decoded(slice(f64), hex("ffff03"))).toThrow("expected a slice at byte 0");
  });

  it("[rpc.channel.no-collections] holds no channels", () => {
    expect(() => slice(tx)).toThrow("a channel cannot stand inside a slice");
    expect(() => slice(lazy(() => maybe(tx))).minSize).toThrow(SchemaError);
  });
});

describe("a result", () => {
  const fallible = result(u32, string);

  it("is 0 and the value, or 1 and the error", () => {
    expect(toHex(encoded(fallible, { ok: true, value: 42 }))).toBe("002a");
    expect(toHex(encoded(fallible, { ok: false, error: "no" }))).toBe("01026e6f");
    expect(decoded(fallible, hex("002a"))).toStrictEqual({ ok: true, value: 42 });
    expect(decoded(fallible, hex("01026e6f"))).toStrictEqual({ ok: false, error: "no" });
    expect([fallible.minSize, result(f64, unit).minSize, result(f64, string).minSize]).toEqual([2, 1, 2]);
  });

  it("is the unit tag in a signature, whatever is inside", () => {
    expect(toHex(signatureBytes([fallible, list(result(unit, tuple([u8])))], option(fallible)))).toBe(
      "2502" + "10" + "2010" + "2110",
    );
  });

  it.each([
    null,
    undefined,
    7,
    {},
    { ok: 1, value: 1 },
    { ok: true },
    { ok: false, value: 1 },
    { tag: "Ok", value: 1 },
  ])("does not take %o", (value) => {
    expect(thrown(() => encoded<unknown>(fallible, value))).toBeInstanceOf(EncodeError);
  });

  it("says where it goes wrong", () => {
    expect(() => decoded(fallible, hex("0200"))).toThrow("expected a result (0 or 1) at byte 0, found a higher index");
    expect(() => decoded(fallible, hex("0101ff"))).toThrow("(error)");
    expect(thrown(() => decoded(fallible, hex("00")))).toBeInstanceOf(DecodeError);
    expect(() => encoded(fallible, { ok: true, value: -1 })).toThrow("(value)");
  });

  it("[rpc.channel.discovery] has the channels of the side that it is", () => {
    const both = result(tx, struct({ a: u8, b: tx }));
    expect(found(both, { ok: true, value: "a" })).toEqual(["a"]);
    expect(found(both, { ok: false, error: { a: 1, b: "b" } })).toEqual(["b"]);
    expect([both.hasChannels, fallible.hasChannels]).toEqual([true, false]);
    expect(() => found(both, { ok: "yes" })).toThrow(EncodeError);
    expect(() => list(both)).toThrow("rpc.channel.no-collections");
  });

  it("gives depth back", () => {
    const some = Array.from({ length: 1000 }, (_, i) => ({ ok: i % 2 === 0, value: 1, error: "e" }));
    const many = list<unknown>(tuple([fallible, maybe(u8)]));
    const values = some.map((one) => [one, { tag: "Some", value: 1 }]);
    expect(decoded(many, encoded(many, values))).toHaveLength(1000);
  });

  it("is not what a method gives: that is a fallible one", () => {
    expect(() => t.method([], t.result(t.unit, t.string))).toThrow("t.fallible");
  });
});

describe("the types of the other spellings", () => {
  it("are the JavaScript values they stand for", () => {
    const twice = t.maybe(t.option(t.u8));
    expectTypeOf<Infer<typeof twice>>().toEqualTypeOf<Maybe<number | null>>();
    expectTypeOf<Maybe<string>>().toEqualTypeOf<{ tag: "None" } | { tag: "Some"; value: string }>();
    const outcome = t.result(t.u64, t.list(t.string));
    expectTypeOf<Infer<typeof outcome>>().toEqualTypeOf<ResultValue<bigint, string[]>>();
    expectTypeOf<Infer<typeof outcome>>().toEqualTypeOf<{ ok: true; value: bigint } | { ok: false; error: string[] }>();
    const numbers = t.slice(t.u8);
    expectTypeOf<Infer<typeof numbers>>().toEqualTypeOf<number[]>();
    expectTypeOf<Infer<typeof t.byteSlice>>().toEqualTypeOf<Uint8Array>();
  });

  it("[rpc.channel.no-collections] keep channels out of slices", () => {
    // @ts-expect-error a channel in a slice
    expect(() => t.slice(t.maybe(t.tx(t.u8)))).toThrow(SchemaError);
    // @ts-expect-error a channel in a list
    expect(() => t.list(t.result(t.unit, t.tx(t.u8)))).toThrow(SchemaError);
  });
});
