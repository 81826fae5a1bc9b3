import { describe, expect, it } from "vitest";
import { DecodeError, decodeMessage, encodeMessage, Writer } from "../../runtime/wire/index.ts";
import { decoded, encoded, hex, thrown, toHex } from "../wire/hex.ts";
import { grouped, isRecord, textOf, vectors } from "./lines.ts";
import { plain } from "./plain.ts";
import { rustType } from "./rust-types.ts";

// What roam 7.3.0 wrote (`regenerate.sh` writes the files anew); these tests need no cargo.

describe("values that Rust encoded", () => {
  it.each(grouped(vectors("values"), (line) => textOf(line, "type")))(
    "%s: are what they were, and encode to the same bytes",
    (name, lines) => {
      const schema = rustType(name);
      for (const line of lines) {
        const value: unknown = decoded(schema, hex(textOf(line, "bytes")));
        expect(plain(value)).toEqual(line.value);
        expect(toHex(encoded(schema, value))).toBe(line.bytes);
      }
    },
  );
});

describe("[session.message.payloads] messages that Rust encoded", () => {
  const kinds = grouped(vectors("messages"), ({ message }) => (isRecord(message) ? message.kind : undefined));

  it("are of all sixteen kinds", () => {
    expect(kinds.length).toBe(16);
  });

  it.each(kinds)("%s: are what they were, and encode to the same bytes", (_, lines) => {
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
