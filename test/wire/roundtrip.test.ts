import { deepStrictEqual } from "node:assert/strict";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DecodeError, EncodeError } from "../../runtime/wire/errors.ts";
import type { Message } from "../../runtime/wire/message.ts";
import { decodeMessage } from "../../runtime/wire/message-decode.ts";
import { encodeMessage } from "../../runtime/wire/message-encode.ts";
import type { Metadata } from "../../runtime/wire/metadata.ts";
import { Reader } from "../../runtime/wire/reader.ts";
import { signatureBytes } from "../../runtime/wire/signature.ts";
import { Writer } from "../../runtime/wire/writer.ts";
import { schemaAndValue, typedSchema } from "./arbitraries.ts";
import { decoded, encoded, thrown, toHex } from "./hex.ts";

/** An object like those that are decoded: with the ordinary prototype. */
function record<T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> {
  return fc.record<T>(model, { noNullPrototype: true });
}

const id = fc.maxSafeNat();
const u32s = fc.integer({ min: 0, max: 0xffff_ffff });
const u64s = fc.bigInt({ min: 0n, max: (1n << 64n) - 1n });
const payload = fc.uint8Array({ maxLength: 30 });
const metadata: fc.Arbitrary<Metadata> = fc.array(
  record({ key: fc.string(), value: fc.oneof(fc.string(), fc.uint8Array(), u64s), flags: u64s }),
  { maxLength: 4 },
);
const settings = record({ parity: fc.constantFrom("odd" as const, "even" as const), maxConcurrentRequests: u32s });
const channels = fc.array(id, { maxLength: 5 });
const kind = <K extends Message["kind"]>(name: K) => fc.constant(name);
const messages: fc.Arbitrary<Message> = fc.oneof(
  record({ kind: kind("Hello"), connection: id, version: u32s, settings, metadata }),
  record({ kind: kind("HelloYourself"), connection: id, settings, metadata }),
  record({ kind: kind("ProtocolError"), connection: id, description: fc.string() }),
  record({ kind: kind("Ping"), connection: id, nonce: u64s }),
  record({ kind: kind("Pong"), connection: id, nonce: u64s }),
  record({ kind: kind("OpenConnection"), connection: id, settings, metadata }),
  record({ kind: kind("AcceptConnection"), connection: id, settings, metadata }),
  record({ kind: kind("RejectConnection"), connection: id, metadata }),
  record({ kind: kind("CloseConnection"), connection: id, metadata }),
  record({ kind: kind("Request"), connection: id, request: id, method: u64s, channels, metadata, args: payload }),
  record({ kind: kind("Response"), connection: id, request: id, channels, metadata, ret: payload }),
  record({ kind: kind("CancelRequest"), connection: id, request: id, metadata }),
  record({ kind: kind("ChannelItem"), connection: id, channel: id, item: payload }),
  record({ kind: kind("CloseChannel"), connection: id, channel: id, metadata }),
  record({ kind: kind("ResetChannel"), connection: id, channel: id, metadata }),
  record({ kind: kind("GrantCredit"), connection: id, channel: id, additional: u32s }),
);

function bytesOf(message: Message): Uint8Array {
  const writer = new Writer();
  encodeMessage(writer, message);
  return writer.take();
}

/** Runs a decoder that may fail, but only with DecodeError. */
function survives(run: () => unknown): void {
  const error = thrown(run);
  if (error !== undefined && !(error instanceof DecodeError)) throw error;
}

describe("whatever the schema", () => {
  it("a value comes back as it went", () => {
    fc.assert(
      fc.property(schemaAndValue, ({ schema, value }) => {
        const bytes = encoded(schema, value);
        const back = decoded(schema, bytes);
        deepStrictEqual(back, value);
        expect(toHex(encoded(schema, back))).toBe(toHex(bytes));
        expect(bytes.length).toBeGreaterThanOrEqual(schema.minSize);
      }),
      { numRuns: 2000 },
    );
  });

  it("every cut of a valid encoding is a DecodeError", () => {
    fc.assert(
      fc.property(schemaAndValue, ({ schema, value }) => {
        const bytes = encoded(schema, value);
        for (let length = 0; length < bytes.length; length++) {
          expect(thrown(() => decoded(schema, bytes.subarray(0, length)))).toBeInstanceOf(DecodeError);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("arbitrary bytes decode or throw DecodeError, and what decodes encodes again", () => {
    fc.assert(
      fc.property(typedSchema, fc.uint8Array({ maxLength: 200, size: "large" }), ({ schema }, bytes) => {
        survives(() => {
          const value = schema.decode(new Reader(bytes));
          deepStrictEqual(decoded(schema, encoded(schema, value)), value);
        });
      }),
      { numRuns: 3000 },
    );
  });

  it("a valid encoding with one byte changed decodes or throws DecodeError", () => {
    fc.assert(
      fc.property(schemaAndValue, fc.nat(), fc.nat(255), ({ schema, value }, at, byte) => {
        const bytes = encoded(schema, value);
        if (bytes.length === 0) return;
        bytes[at % bytes.length] = byte;
        survives(() => decoded(schema, bytes));
      }),
      { numRuns: 3000 },
    );
  });

  it("a value of any other kind encodes or throws EncodeError", () => {
    fc.assert(
      fc.property(typedSchema, fc.anything({ withBigInt: true, withMap: true, withSet: true }), ({ schema }, value) => {
        const error = thrown(() => encoded(schema, value));
        if (error !== undefined && !(error instanceof EncodeError)) throw error;
      }),
      { numRuns: 3000 },
    );
  });

  it("the signature is a function of the schema", () => {
    fc.assert(
      fc.property(typedSchema, ({ schema }) => {
        expect(signatureBytes([schema], schema)).toEqual(signatureBytes([schema], schema));
      }),
    );
  });
});

describe("whatever the message", () => {
  it("it comes back as it went", () => {
    fc.assert(
      fc.property(messages, (message) => {
        deepStrictEqual(decodeMessage(bytesOf(message)), message);
      }),
      { numRuns: 2000 },
    );
  });

  it("arbitrary bytes decode or throw DecodeError", () => {
    const start = fc.constantFrom([], [0, 7, 1], [0, 7, 1, 0, 5], [0, 8, 1], [0, 0, 7, 0, 64], [2, 3]);
    fc.assert(
      fc.property(start, fc.uint8Array({ maxLength: 300, size: "large" }), (head, tail) => {
        survives(() => decodeMessage(Uint8Array.from([...head, ...tail])));
      }),
      { numRuns: 10_000 },
    );
  });

  it("a valid one with one byte changed decodes or throws DecodeError", () => {
    fc.assert(
      fc.property(messages, fc.nat(), fc.nat(255), (message, at, byte) => {
        const bytes = bytesOf(message);
        bytes[at % bytes.length] = byte;
        survives(() => decodeMessage(bytes));
      }),
      { numRuns: 5000 },
    );
  });
});
