import { describe, expect, it } from "vitest";
import { DecodeError, decodeMessage, encodeMessage, Writer } from "../../runtime/wire/index.ts";
import { decoded, encoded, hex, thrown, toHex } from "../wire/hex.ts";
import { isRecord, type Line, textOf, vectors } from "./lines.ts";
import { plain } from "./plain.ts";
import { rustType } from "./rust-types.ts";

// What roam 7.3.0 wrote (`npm run interop:vectors` regenerates the files); these tests need no cargo.

function byType(lines: readonly Line[]): [string, Line[]][] {
  return [...Map.groupBy(lines, (line) => textOf(line, "type"))];
}

describe("values that Rust encoded", () => {
  it.each(byType(vectors("values")))("%s: are what they were, and encode to the same bytes", (name, lines) => {
    const schema = rustType(name);
    for (const line of lines) {
      const value: unknown = decoded(schema, hex(textOf(line, "bytes")));
      expect(plain(value)).toEqual(line.value);
      expect(toHex(encoded(schema, value))).toBe(line.bytes);
    }
  });
});

describe("messages that Rust encoded", () => {
  const kinds = Map.groupBy(vectors("messages"), ({ message }) => (isRecord(message) ? message.kind : undefined));

  it("[session.message.payloads] are of all sixteen kinds", () => {
    expect(kinds.size).toBe(16);
  });

  it.each([...kinds])("%s: are what they were, and encode to the same bytes", (_, lines) => {
    for (const line of lines) {
      const message = decodeMessage(hex(textOf(line, "bytes")));
      expect(plain(message)).toEqual(line.message);
      const writer = new Writer();
      encodeMessage(writer, message);
      expect(toHex(writer.view())).toBe(line.bytes);
    }
  });
});

describe("bytes that no encoder writes", () => {
  /** Rust takes these and we do not: what they mean would not be what was meant. */
  const STRICTER = ["too big for its width", "left over"];

  it.each(vectors("tolerance"))("$case, $type: Rust and we agree, or we are stricter", (line) => {
    const schema = rustType(textOf(line, "type"));
    const error = thrown(() => decoded(schema, hex(textOf(line, "bytes"))));
    const accepts = isRecord(line.rust) && "accepts" in line.rust && !STRICTER.includes(textOf(line, "case"));
    if (accepts) expect(error).toBeUndefined();
    else expect(error).toBeInstanceOf(DecodeError);
  });
});
