import { describe, expect, it } from "vitest";
import { DecodeError, EncodeError } from "../../runtime/wire/errors.ts";
import { Reader } from "../../runtime/wire/reader.ts";
import {
  type AnySchema,
  bool,
  bytes,
  char,
  f32,
  f64,
  i8,
  i16,
  i32,
  i64,
  i128,
  isize,
  list,
  option,
  type Schema,
  string,
  u8,
  u16,
  u32,
  u64,
  u128,
  unit,
  usize,
} from "../../runtime/wire/schema.ts";
import { Writer } from "../../runtime/wire/writer.ts";
import { decoded, encoded, hex, thrown, toHex } from "./hex.ts";

interface Vector {
  name: string;
  schema: AnySchema;
  value: unknown;
  bytes: string;
}

function vector<T>(name: string, schema: Schema<T>, value: T, digits: string): Vector {
  return { name, schema, value, bytes: digits };
}

const vectors: Vector[] = [
  vector("false", bool, false, "00"),
  vector("true", bool, true, "01"),
  vector("u8 255", u8, 255, "ff"),
  vector("i8 -1", i8, -1, "ff"),
  vector("i8 -128", i8, -128, "80"),
  vector("u16 0", u16, 0, "00"),
  vector("u16 127", u16, 127, "7f"),
  vector("u16 128", u16, 128, "8001"),
  vector("u16 255", u16, 255, "ff01"),
  vector("u16 256", u16, 256, "8002"),
  vector("u16 16383", u16, 16_383, "ff7f"),
  vector("u16 16384", u16, 16_384, "808001"),
  vector("u16 65535", u16, 65_535, "ffff03"),
  vector("u32 65536", u32, 65_536, "808004"),
  vector("u32 1048576", u32, 1_048_576, "808040"),
  vector("u32 max", u32, 0xffff_ffff, "ffffffff0f"),
  vector("u64 max", u64, 0xffff_ffff_ffff_ffffn, "ffffffffffffffffff01"),
  vector("u64 2^32", u64, 1n << 32n, "8080808010"),
  vector("u64 2^63", u64, 1n << 63n, "80808080808080808001"),
  vector("usize 300", usize, 300n, "ac02"),
  vector("i16 min", i16, -32_768, "ffff03"),
  vector("i16 max", i16, 32_767, "feff03"),
  vector("i32 -128", i32, -128, "ff01"),
  vector("i32 min", i32, -0x8000_0000, "ffffffff0f"),
  vector("i32 max", i32, 0x7fff_ffff, "feffffff0f"),
  vector("i64 min", i64, -(1n << 63n), "ffffffffffffffffff01"),
  vector("i64 max", i64, (1n << 63n) - 1n, "feffffffffffffffff01"),
  vector("i64 -1", i64, -1n, "01"),
  vector("isize 1", isize, 1n, "02"),
  vector("u128 0", u128, 0n, "00"),
  vector("u128 max", u128, (1n << 128n) - 1n, `${"ff".repeat(18)}03`),
  vector("i128 min", i128, -(1n << 127n), `${"ff".repeat(18)}03`),
  vector("i128 max", i128, (1n << 127n) - 1n, `fe${"ff".repeat(17)}03`),
  vector("f32 1.5", f32, 1.5, "0000c03f"),
  vector("f64 -0", f64, -0, "0000000000000080"),
  vector("f64 NaN", f64, Number.NaN, "000000000000f87f"),
  vector("f32 infinity", f32, Number.POSITIVE_INFINITY, "0000807f"),
  vector("char a", char, "a", "0161"),
  vector("char crab", char, "🦀", "04f09fa680"),
  vector("string", string, "héllo 世界 🦀", "1268c3a96c6c6f20e4b896e7958c20f09fa680"),
  vector("empty string", string, "", "00"),
  vector("string that starts with U+FEFF", string, "\ufeffx", "04efbbbf78"),
  vector("bytes", bytes, hex("deadbeef"), "04deadbeef"),
  vector("vec![-1, 0, 1]", list(i32), [-1, 0, 1], "03010002"),
  vector("None", option(u8), null, "00"),
  vector("Some(7)", option(u8), 7, "0107"),
  vector("unit", unit, undefined, ""),
];

describe("a scalar", () => {
  it.each(vectors)("$name encodes to $bytes", ({ schema, value, bytes: digits }) => {
    expect(toHex(encoded(schema, value))).toBe(digits);
  });

  it.each(vectors)("$name decodes from $bytes", ({ schema, value, bytes: digits }) => {
    expect(decoded(schema, hex(digits))).toEqual(value);
  });

  it.each(vectors)("$name is refused when cut short anywhere", ({ schema, bytes: digits }) => {
    const whole = hex(digits);
    for (let length = 0; length < whole.length; length++) {
      expect(thrown(() => decoded(schema, whole.subarray(0, length)))).toBeInstanceOf(DecodeError);
    }
  });
});

describe("an encoder", () => {
  const misfits: [string, AnySchema, unknown, string][] = [
    ["u8 256", u8, 256, "a u8, found a value above 255"],
    ["u8 -1", u8, -1, "a u8, found a value below 0"],
    ["i8 128", i8, 128, "an i8, found a value above 127"],
    ["i8 -129", i8, -129, "an i8, found a value below -128"],
    ["u16 65536", u16, 65_536, "a u16, found a value above 65535"],
    ["u32 2^32", u32, 2 ** 32, "a u32, found a value above 4294967295"],
    ["i16 32768", i16, 32_768, "an i16, found a value above 32767"],
    ["i16 -32769", i16, -32_769, "an i16, found a value below -32768"],
    ["i32 2^31", i32, 2 ** 31, "an i32, found a value above 2147483647"],
    ["i32 -2^31 - 1", i32, -(2 ** 31) - 1, "an i32, found a value below -2147483648"],
    ["u64 2^64", u64, 1n << 64n, "a u64, found a value above"],
    ["u64 -1", u64, -1n, "a u64, found a value below 0"],
    ["i64 2^63", i64, 1n << 63n, "an i64, found a value above"],
    ["i64 -2^63 - 1", i64, -(1n << 63n) - 1n, "an i64, found a value below"],
    ["u128 2^128", u128, 1n << 128n, "a u128, found a value above"],
    ["i128 2^127", i128, 1n << 127n, "an i128, found a value above"],
    ["i128 -2^127 - 1", i128, -(1n << 127n) - 1n, "an i128, found a value below"],
    ["NaN as u8", u8, Number.NaN, "a u8, found NaN"],
    ["NaN as i32", i32, Number.NaN, "an i32, found NaN"],
    ["half as u32", u32, 0.5, "a u32, found a number with a fraction"],
    ["infinity as i16", i16, Number.POSITIVE_INFINITY, "an i16, found a value above 32767"],
    ["a bigint as u16", u16, 1n, "a u16, found a bigint"],
    ["a number as u64", u64, 1, "a u64, found a number"],
    ["a string as i8", i8, "1", "an i8, found a string"],
    ["an f32 too big", f32, 1e300, "an f32, found a number beyond its range"],
    ["null as f64", f64, null, "an f64, found null"],
    ["one as bool", bool, 1, "a bool, found a number"],
    ["a number as string", string, 1, "a string, found a number"],
    ["a lone high surrogate", string, "x\ud83e", "a string of Unicode scalars, found a lone surrogate"],
    ["a lone low surrogate in a long string", string, `${"x".repeat(100)}\udd80`, "found a lone surrogate"],
    ["two characters as char", char, "ab", "a char (exactly one Unicode scalar), found another string"],
    ["no character as char", char, "", "a char (exactly one Unicode scalar), found another string"],
    ["a lone surrogate as char", char, "\ud83e", "found a lone surrogate"],
    ["an array as bytes", bytes, [1], "bytes (a Uint8Array), found an array"],
    ["null as unit", unit, null, "a unit (undefined), found null"],
  ];

  it.each(misfits)("refuses %s", (_name, schema, value, text) => {
    const error = thrown(() => encoded(schema, value));
    expect(error).toBeInstanceOf(EncodeError);
    expect(error).toMatchObject({ message: expect.stringContaining(text) });
  });

  it.each([40, 47, 48, 50, 127, 128, 130, 16_383, 16_384, 70_000])("writes strings of about %i bytes", (size) => {
    for (const text of ["a".repeat(size), "é".repeat(size), `${"a".repeat(size - 1)}世`]) {
      expect(decoded(string, encoded(string, text))).toBe(text);
      expect(encoded(string, text).length).toBeGreaterThan(new TextEncoder().encode(text).length);
    }
  });
});

describe("a decoder", () => {
  const refused: [string, AnySchema, string, string][] = [
    ["a u16 above 65535", u16, "808004", "a u16 at byte 0, found a value beyond its range"],
    ["a u16 of 4 bytes", u16, "80808000", "a u16 at byte 0, found a varint of more than 3 bytes"],
    ["an i16 beyond its range", i16, "808004", "an i16 at byte 0, found a value beyond its range"],
    ["a u32 above 2^32 - 1", u32, "8080808010", "a u32 at byte 0, found a value beyond its range"],
    ["a u32 of 6 bytes", u32, "808080808000", "a u32 at byte 0, found a varint of more than 5 bytes"],
    ["an i32 beyond its range", i32, "ffffffff1f", "an i32 at byte 0, found a value beyond its range"],
    ["a u64 of 2^64", u64, "80808080808080808002", "a u64 at byte 0, found a value beyond its range"],
    ["a u64 of 11 bytes", u64, "8080808080808080808000", "a u64 at byte 0, found a varint of more than 10 bytes"],
    ["an i64 of 65 bits", i64, "ffffffffffffffffff03", "an i64 at byte 0, found a value beyond its range"],
    ["a u128 of 2^128", u128, `${"80".repeat(18)}04`, "a u128 at byte 0, found a value beyond its range"],
    ["a u128 of 20 bytes", u128, `${"80".repeat(19)}00`, "a u128 at byte 0, found a varint of more than 19 bytes"],
    ["a bool of 2", bool, "02", "a bool (0 or 1) at byte 0, found another byte"],
    ["an option of 2", option(u8), "0200", "an option (0 or 1) at byte 0, found another byte"],
    ["invalid UTF-8", string, "02c328", "a string in UTF-8 at byte 1, found invalid UTF-8"],
    ["a surrogate in UTF-8", string, "03eda080", "found invalid UTF-8"],
    ["overlong UTF-8", string, "02c080", "found invalid UTF-8"],
    ["an empty char", char, "00", "a char (exactly one Unicode scalar) at byte 0, found none"],
    ["a char of two", char, "026162", "a char (exactly one Unicode scalar) at byte 0, found more than one"],
    ["a string longer than the input", string, "0561", "a string at byte 0, found a length beyond the 1 bytes left"],
    ["a string of 2^64 - 1 bytes", string, "ffffffffffffffffff01", "a string at byte 0, found a length beyond"],
    ["bytes longer than the input", bytes, "ffffffff0f00", "bytes at byte 0, found a length beyond the 1 bytes left"],
  ];

  it.each(refused)("refuses %s", (_name, schema, digits, text) => {
    const error = thrown(() => decoded(schema, hex(digits)));
    expect(error).toBeInstanceOf(DecodeError);
    expect(error).toMatchObject({ message: expect.stringContaining(`${text}`), code: "decode" });
  });

  it.each([
    ["u16", u16, "858000", 5],
    ["u32", u32, "8580808000", 5],
    ["i32", i32, "8a80808000", 5],
    ["u64", u64, "85808080808080808000", 5n],
    ["i64", i64, "8a808080808080808000", 5n],
    ["u128", u128, `85${"80".repeat(17)}00`, 5n],
  ] satisfies [string, AnySchema, string, unknown][])(
    "takes an overlong %s of the greatest width, as Rust does",
    (_name, schema, digits, value) => {
      expect(decoded<unknown>(schema, hex(digits))).toBe(value);
    },
  );

  it("keeps big memory from hanging on small bytes: they are copied", () => {
    const frame = new Uint8Array(1000);
    frame.set([3, 1, 2, 3]);
    const small = new Reader(frame).bytes();
    expect(small).toEqual(Uint8Array.of(1, 2, 3));
    expect(small.buffer.byteLength).toBe(3);
  });

  it("gives bytes that are at least half of their memory as a view", () => {
    const frame = new Uint8Array(10);
    frame[0] = 5;
    expect(new Reader(frame).bytes().buffer).toBe(frame.buffer);
    frame[0] = 4;
    expect(new Reader(frame).bytes().buffer).not.toBe(frame.buffer);
  });

  it("gives plain Uint8Arrays, and copies, even out of a Node Buffer", () => {
    const frame = Buffer.from([2, 1, 2, 0, 0, 0, 0, 0]);
    const out = new Reader(frame).bytes();
    frame.fill(9);
    expect(out.constructor).toBe(Uint8Array);
    expect(out).toEqual(Uint8Array.of(1, 2));
  });
});

describe("a writer", () => {
  it("starts anew after reset, and gives copies with take", () => {
    const writer = new Writer();
    writer.u8(1);
    const first = writer.take();
    writer.reset();
    writer.u8(2);
    expect([first, writer.take(), writer.length]).toEqual([Uint8Array.of(1), Uint8Array.of(2), 1]);
  });

  it("gives memory back after a huge message", () => {
    const writer = new Writer();
    writer.bytes(new Uint8Array(1_000_000));
    expect(writer.view().buffer.byteLength).toBeGreaterThan(1_000_000);
    writer.reset();
    expect(writer.view().buffer.byteLength).toBeLessThanOrEqual(262_144);
  });

  it("grows across every kind of write", () => {
    const writer = new Writer();
    for (let i = 0; i < 5000; i++) writer.f64(i);
    const reader = new Reader(writer.view());
    for (let i = 0; i < 5000; i++) expect(reader.f64()).toBe(i);
    expect(reader.remaining).toBe(0);
  });
});
