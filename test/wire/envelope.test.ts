import { describe, expect, it } from "vitest";
import {
  type Envelope,
  readEnvelope,
  writeCancelled,
  writeInvalidPayload,
  writeOk,
  writeUnknownMethod,
  writeUserError,
} from "../../runtime/wire/envelope.ts";
import { DecodeError } from "../../runtime/wire/errors.ts";
import { Reader } from "../../runtime/wire/reader.ts";
import { string, u32, unit } from "../../runtime/wire/schema.ts";
import { Writer } from "../../runtime/wire/writer.ts";
import { hex, toHex } from "./hex.ts";
import { mathError } from "./testbed.ts";

function written(write: (writer: Writer) => void): string {
  const writer = new Writer();
  write(writer);
  return toHex(writer.view());
}

function okHello(writer: Writer): void {
  writeOk(writer);
  string.encode(writer, "hello");
}

function userOops(writer: Writer): void {
  writeUserError(writer);
  string.encode(writer, "oops");
}

const vectors: [string, string, (writer: Writer) => void, Envelope<unknown, unknown>][] = [
  ["Ok(hello)", "000568656c6c6f", okHello, { kind: "ok", value: "hello" }],
  ["Err(User(oops))", "0100046f6f7073", userOops, { kind: "user", error: "oops" }],
  ["Err(UnknownMethod)", "0101", writeUnknownMethod, { kind: "unknownMethod" }],
  ["Err(InvalidPayload)", "0102", writeInvalidPayload, { kind: "invalidPayload" }],
  ["Err(Cancelled)", "0103", writeCancelled, { kind: "cancelled" }],
];

describe("the result envelope", () => {
  it.each(vectors)(
    "[rpc.fallible.roam-error] of %s has the golden bytes both ways",
    (_name, digits, write, envelope) => {
      expect(written(write)).toBe(digits);
      expect(readEnvelope(new Reader(hex(digits)), string, string)).toEqual(envelope);
    },
  );

  it("carries other types", () => {
    expect(readEnvelope(new Reader(hex("002a")), u32, null)).toEqual({ kind: "ok", value: 42 });
    expect(readEnvelope(new Reader(hex("00")), unit, null)).toEqual({ kind: "ok", value: undefined });
    expect(readEnvelope(new Reader(hex("010000")), u32, mathError)).toEqual({
      kind: "user",
      error: { tag: "DivisionByZero" },
    });
  });

  it.each([
    ["02", "a result (0 or 1) at byte 0"],
    ["0104", "an error kind (1 to 3) at byte 1"],
    ["010000", "an error kind (1 to 3) at byte 1"],
    ["01", "an error kind at byte 1"],
    ["", "a result at byte 0"],
    ["00ff", "a u32 at byte 1 (ok)"],
  ])("refuses %s for a method that cannot fail", (digits, text) => {
    expect(() => readEnvelope(new Reader(hex(digits)), u32, null)).toThrow(`expected ${text}`);
  });

  it("refuses leftover bytes unless told to let them pass, as 7.3.0 peers do", () => {
    expect(() => readEnvelope(new Reader(hex("002a00")), u32, null)).toThrow(DecodeError);
    expect(() => readEnvelope(new Reader(hex("010300")), u32, null)).toThrow("the end of the result");
    expect(readEnvelope(new Reader(hex("002a00")), u32, null, false)).toEqual({ kind: "ok", value: 42 });
  });
});
