import { describe, expect, it } from "vitest";
import { DecodeError } from "../../runtime/wire/errors.ts";
import { decodeMessage } from "../../runtime/wire/message-decode.ts";
import {
  type AnySchema,
  array,
  bool,
  bytes,
  char,
  enumeration,
  i32,
  list,
  map,
  option,
  set,
  string,
  struct,
  tuple,
  u8,
  u64,
  unit,
} from "../../runtime/wire/schema.ts";
import { decoded, encoded, hex, thrown } from "./hex.ts";

/** The encoding of a count. */
function varint(count: number): number[] {
  return count < 0x80 ? [count] : [(count & 0x7f) | 0x80, ...varint(Math.floor(count / 0x80))];
}

describe("a count bomb", () => {
  it.each([
    ["list", list(u64)],
    ["set", set(string)],
    ["map", map(string, u64)],
    ["list of structs", list(struct({ a: u8, b: string }))],
  ] satisfies [string, AnySchema][])("in a %s is refused before anything is allocated", (_name, schema) => {
    const bomb = Uint8Array.from([...varint(16_000_000), 0, 0]);
    const before = process.memoryUsage().heapUsed;
    for (let i = 0; i < 10; i++) {
      expect(thrown(() => decoded<unknown>(schema, bomb))).toBeInstanceOf(DecodeError);
      // One allocation of 16 million elements would be 128 MB.
      expect(process.memoryUsage().heapUsed - before).toBeLessThan(32_000_000);
    }
  });

  it("is measured by the smallest size of an element", () => {
    expect(decoded(list(tuple([u8, u8])), hex("0201020304"))).toHaveLength(2);
    expect(() => decoded(list(tuple([u8, u8])), hex("0301020304"))).toThrow(
      "expected a list at byte 0, found an element count too big for the 4 bytes left",
    );
  });

  it("of a count beyond 2^53 is refused", () => {
    expect(thrown(() => decoded(list(u8), hex("ffffffffffffffffff01")))).toBeInstanceOf(DecodeError);
  });

  it("of elements without bytes passes at 65,536 and is refused at 65,537", () => {
    expect(decoded(list(unit), Uint8Array.from(varint(65_536)))).toHaveLength(65_536);
    expect(() => decoded(list(unit), Uint8Array.from(varint(65_537)))).toThrow(
      "at most 65536 elements that take no bytes",
    );
    expect(() => decoded(list(struct({ a: array(u8, 0) })), Uint8Array.from(varint(65_537)))).toThrow(DecodeError);
  });

  it("of elements without bytes cannot be multiplied by nesting", () => {
    const inner = varint(65_536);
    expect(() => decoded(list(list(unit)), Uint8Array.from([2, ...inner, ...inner]))).toThrow("at most 65536 elements");
  });

  it("beyond the cap of 16,777,216 elements is refused though the bytes are there", () => {
    const count = 16_777_217;
    const frame = new Uint8Array(count + 4);
    frame.set(varint(count));
    expect(() => decoded(list(bool), frame)).toThrow("a list of at most 16777216 elements");
  });

  it("in an array of fixed length is refused by the bytes left", () => {
    expect(() => decoded(array(u64, 1_000_000), hex("0000"))).toThrow("expected an array of length 1000000");
  });
});

describe("names that objects inherit", () => {
  const names = ["constructor", "then", "toString", "valueOf", "hasOwnProperty", "__defineGetter__"];

  it.each(names)("%s is an ordinary field, and makes no thenable", async (name) => {
    const schema = struct({ [name]: string, other: u8 });
    const value: object = decoded(schema, hex("01 78 05"));
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Object.entries(value)).toEqual([
      [name, "x"],
      ["other", 5],
    ]);
    expect(await value).toBe(value);
  });

  it.each([...names, "__proto__"])("%s is an ordinary key of a map", (name) => {
    const schema = map(string, string);
    const value = decoded(schema, encoded(schema, new Map([[name, "x"]])));
    expect(value).toEqual(new Map([[name, "x"]]));
    expect(Object.getPrototypeOf(value)).toBe(Map.prototype);
    expect(Object.hasOwn(Object.prototype, "x")).toBe(false);
  });

  it("__proto__ is an ordinary key of metadata", () => {
    const message = decodeMessage(hex("000801 01 01 09 5f5f70726f746f5f5f 00 01 78 00"));
    expect(message).toMatchObject({ kind: "CloseChannel", metadata: [{ key: "__proto__", value: "x", flags: 0n }] });
  });
});

describe("an error message", () => {
  const secret = "hunter2-sentinel";
  const big = 0xfee1_dead_c0den;

  it("never holds what the payload held", () => {
    const schema = tuple([
      struct({ secret: string, number: u64, raw: bytes, table: map(string, string) }),
      enumeration({ A: char, B: { c: bool } }),
      option(list(i32)),
    ]);
    const whole = encoded(schema, [
      { secret, number: big, raw: new TextEncoder().encode(secret), table: new Map([[secret, secret]]) },
      { tag: "B", c: true },
      [1, 2, 3],
    ]);
    let failures = 0;
    for (let at = 0; at < whole.length; at++) {
      for (const byte of [0, 1, 2, 0x7f, 0x80, 0xc3, 0xff]) {
        const bad = whole.slice();
        bad[at] = byte;
        const error = thrown(() => decoded(schema, bad));
        if (error === undefined) continue;
        failures++;
        expect(error).toBeInstanceOf(DecodeError);
        const shown = error instanceof Error ? `${error.stack} ${JSON.stringify(error)}` : "";
        expect(shown).not.toContain("hunter2");
        expect(shown).not.toContain("sentinel");
        expect(shown).not.toContain(`${big}`);
      }
    }
    expect(failures).toBeGreaterThan(50);
  });

  it("never holds what was to be encoded", () => {
    const bad: [AnySchema, unknown][] = [
      [u8, secret],
      [u64, secret],
      [u8, Number(big)],
      [u64, big << 40n],
      [bool, secret],
      [char, secret],
      [string, `${secret}\ud800`],
      [list(u8), { secret }],
      [struct({ a: u8 }), secret],
      [struct({ a: u8 }), { a: secret }],
      [enumeration({ A: null }), { tag: secret }],
      [map(u8, u8), new Map([[secret, 1]])],
      [unit, secret],
      [option(u8), secret],
    ];
    for (const [schema, value] of bad) {
      const error = thrown(() => encoded(schema, value));
      const shown = error instanceof Error ? `${error.stack} ${JSON.stringify(error)}` : "nothing thrown";
      expect(shown).toContain("expected");
      expect(shown).not.toContain("hunter2");
      expect(shown).not.toContain(`${big}`);
    }
  });
});
