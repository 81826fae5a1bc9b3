import { describe, expect, it } from "vitest";
import { DecodeError, EncodeError } from "../../runtime/wire/errors.ts";
import type { Message } from "../../runtime/wire/message.ts";
import { decodeMessage } from "../../runtime/wire/message-decode.ts";
import {
  encodeMessage,
  writeGrantCredit,
  writeItemHeader,
  writeRequestHeader,
  writeResponseHeader,
} from "../../runtime/wire/message-encode.ts";
import { emptyMetadata, type Metadata } from "../../runtime/wire/metadata.ts";
import { i32 } from "../../runtime/wire/schema.ts";
import { Writer } from "../../runtime/wire/writer.ts";
import { hex, thrown, toHex } from "./hex.ts";

const META = "03 08 74726163652d6964 00 06 616263313233 00  04 61757468 01 04 deadbeef 03  07 617474656d7074 02 02 00";
const metadata: Metadata = [
  { key: "trace-id", value: "abc123", flags: 0n },
  { key: "auth", value: hex("deadbeef"), flags: 3n },
  { key: "attempt", value: 2n, flags: 0n },
];
const none = emptyMetadata;

const vectors: readonly [string, string, Message][] = [
  [
    "Hello",
    `00 00 07 00 40 ${META}`,
    { kind: "Hello", connection: 0, version: 7, settings: { parity: "odd", maxConcurrentRequests: 64 }, metadata },
  ],
  [
    "HelloYourself",
    `00 01 01 20 ${META}`,
    { kind: "HelloYourself", connection: 0, settings: { parity: "even", maxConcurrentRequests: 32 }, metadata },
  ],
  [
    "ProtocolError",
    "00 02 12 626164206672616d652073657175656e6365",
    { kind: "ProtocolError", connection: 0, description: "bad frame sequence" },
  ],
  ["Ping 1", "00 09 01", { kind: "Ping", connection: 0, nonce: 1n }],
  ["Ping 300", "00 09 ac02", { kind: "Ping", connection: 0, nonce: 300n }],
  ["Pong 1", "00 0a 01", { kind: "Pong", connection: 0, nonce: 1n }],
  ["Pong max", "00 0a ffffffffffffffffff01", { kind: "Pong", connection: 0, nonce: 0xffff_ffff_ffff_ffffn }],
  [
    "OpenConnection",
    `02 03 00 40 ${META}`,
    { kind: "OpenConnection", connection: 2, settings: { parity: "odd", maxConcurrentRequests: 64 }, metadata },
  ],
  [
    "AcceptConnection",
    `02 04 01 60 ${META}`,
    { kind: "AcceptConnection", connection: 2, settings: { parity: "even", maxConcurrentRequests: 96 }, metadata },
  ],
  ["RejectConnection", `04 05 ${META}`, { kind: "RejectConnection", connection: 4, metadata }],
  ["CloseConnection", `02 06 ${META}`, { kind: "CloseConnection", connection: 2, metadata }],
  [
    "Request",
    `02 07 0b 00 81e0c39cacd6f5d0e501 02 03 05 ${META} f8acd19101`,
    {
      kind: "Request",
      connection: 2,
      request: 11,
      method: 0xe5a1d6b2c390f001n,
      channels: [3, 5],
      metadata,
      args: hex("f8acd19101"),
    },
  ],
  [
    "Response",
    `02 07 0b 01 01 07 ${META} 8ce0bad60f`,
    { kind: "Response", connection: 2, request: 11, channels: [7], metadata, ret: hex("8ce0bad60f") },
  ],
  ["CancelRequest", `02 07 0b 02 ${META}`, { kind: "CancelRequest", connection: 2, request: 11, metadata }],
  ["ChannelItem", "02 08 03 00 4d", { kind: "ChannelItem", connection: 2, channel: 3, item: hex("4d") }],
  ["CloseChannel", `02 08 03 01 ${META}`, { kind: "CloseChannel", connection: 2, channel: 3, metadata }],
  ["ResetChannel", `02 08 03 02 ${META}`, { kind: "ResetChannel", connection: 2, channel: 3, metadata }],
  ["GrantCredit", "02 08 03 03 8008", { kind: "GrantCredit", connection: 2, channel: 3, additional: 1024 }],
  [
    "minimal Hello",
    "000007004000",
    {
      kind: "Hello",
      connection: 0,
      version: 7,
      settings: { parity: "odd", maxConcurrentRequests: 64 },
      metadata: none,
    },
  ],
  [
    "minimal HelloYourself",
    "0001014000",
    { kind: "HelloYourself", connection: 0, settings: { parity: "even", maxConcurrentRequests: 64 }, metadata: none },
  ],
  ["minimal CancelRequest", "0007020200", { kind: "CancelRequest", connection: 0, request: 2, metadata: none }],
  ["minimal CloseChannel", "0008020100", { kind: "CloseChannel", connection: 0, channel: 2, metadata: none }],
  ["minimal ResetChannel", "0008020200", { kind: "ResetChannel", connection: 0, channel: 2, metadata: none }],
  ["minimal GrantCredit", "0008020308", { kind: "GrantCredit", connection: 0, channel: 2, additional: 8 }],
  [
    "Call echo(hello)",
    "00070200f3bbf58fa697f1d59a0100000568656c6c6f",
    {
      kind: "Request",
      connection: 0,
      request: 2,
      method: 0x9aabc4ba61fd5df3n,
      channels: [],
      metadata: none,
      args: hex("0568656c6c6f"),
    },
  ],
  [
    "Response Ok(hello)",
    "000702010000000568656c6c6f",
    { kind: "Response", connection: 0, request: 2, channels: [], metadata: none, ret: hex("000568656c6c6f") },
  ],
  [
    "Call transform, first of an odd peer",
    "000701009996c6f584aca5cc5d02010300",
    {
      kind: "Request",
      connection: 0,
      request: 1,
      method: 0x5d9895604eb18b19n,
      channels: [1, 3],
      metadata: none,
      args: new Uint8Array(),
    },
  ],
];

function encodedMessage(message: Message): string {
  const writer = new Writer();
  encodeMessage(writer, message);
  return toHex(writer.view());
}

describe("a message", () => {
  it.each(vectors)("[session.message.payloads] %s encodes to the golden bytes", (_name, bytes, message) => {
    expect(encodedMessage(message)).toBe(bytes.replaceAll(" ", ""));
  });

  it.each(vectors)("[session.message.payloads] %s decodes from the golden bytes", (_name, bytes, message) => {
    expect(decodeMessage(hex(bytes))).toEqual(message);
  });

  it.each(vectors)("%s decodes with its properties in one fixed order", (_name, bytes, message) => {
    expect(Object.keys(decodeMessage(hex(bytes)))).toEqual(Object.keys(message));
  });

  it.each(vectors)("%s cut short anywhere is an error, or a shorter payload", (_name, bytes, message) => {
    const whole = hex(bytes);
    const payload =
      "args" in message ? message.args : "ret" in message ? message.ret : "item" in message ? message.item : hex("");
    for (let length = 0; length < whole.length - payload.length; length++) {
      expect(thrown(() => decodeMessage(whole.subarray(0, length)))).toBeInstanceOf(DecodeError);
    }
  });

  it.each(vectors)("%s with bytes behind it is an error, unless its payload takes them", (_name, bytes, message) => {
    const longer = hex(`${bytes}00`);
    const trailing = ["Request", "Response", "ChannelItem"].includes(message.kind);
    if (trailing) expect(decodeMessage(longer).kind).toBe(message.kind);
    else expect(() => decodeMessage(longer)).toThrow(/^expected the end of the \w+ at byte \d+, found 1 more bytes$/);
  });

  it("gives trailing payloads as views of the frame", () => {
    const frame = hex("02 08 03 00 4d4e");
    const message = decodeMessage(frame);
    if (message.kind !== "ChannelItem") throw new Error("not an item");
    expect(message.item.buffer).toBe(frame.buffer);
    expect(message.item.byteOffset).toBe(4);
  });

  it("gives plain Uint8Arrays even when the frame is a Node Buffer", () => {
    const message = decodeMessage(Buffer.from("020803004d4e", "hex"));
    if (message.kind !== "ChannelItem") throw new Error("not an item");
    expect(message.item.constructor).toBe(Uint8Array);
  });

  it("gives the one empty metadata when there is none", () => {
    const message = decodeMessage(hex("0008020100"));
    expect("metadata" in message && message.metadata).toBe(emptyMetadata);
  });

  it.each([
    ["payload", "00 0b", "a message discriminant (0 to 10) at byte 1"],
    ["request", "00 07 01 03", "a request discriminant (0 to 2) at byte 3"],
    ["channel", "00 08 01 04", "a channel discriminant (0 to 3) at byte 3"],
    ["parity", "00 01 02 40 00", "a parity (0 or 1) at byte 2"],
  ])("refuses an unknown %s discriminant", (_name, bytes, text) => {
    expect(() => decodeMessage(hex(bytes))).toThrow(`expected ${text}, found`);
  });

  it("takes ids up to 2^53 - 1 both ways and refuses the next one", () => {
    const message: Message = { kind: "ChannelItem", connection: 0, channel: Number.MAX_SAFE_INTEGER, item: hex("") };
    expect(encodedMessage(message)).toBe("0008ffffffffffffff0f00");
    expect(decodeMessage(hex("0008ffffffffffffff0f00"))).toEqual(message);
    expect(() => decodeMessage(hex("0008808080808080801000"))).toThrow(
      "expected a channel id up to 2^53 - 1 (a limit of this implementation) at byte 2, found a larger one",
    );
    expect(() => encodedMessage({ ...message, channel: 2 ** 53 })).toThrow(EncodeError);
    expect(() => encodedMessage({ ...message, channel: -1 })).toThrow(EncodeError);
    expect(() => encodedMessage({ ...message, channel: 1.5 })).toThrow(EncodeError);
  });

  it("takes 32 channels and refuses 33 with the figure", () => {
    const request = (count: number) => `00070100 00 ${count.toString(16)} ${"01".repeat(count)} 00`;
    expect(decodeMessage(hex(request(32)))).toMatchObject({ channels: new Array(32).fill(1) });
    expect(() => decodeMessage(hex(request(33)))).toThrow("expected at most 32 channels at byte 5, found 33");
  });

  it("refuses a channel count beyond the bytes left before it allocates", () => {
    expect(() => decodeMessage(hex("0007010000 ffffff07 0000"))).toThrow(DecodeError);
  });

  it("encodes credit up to the largest u32", () => {
    const grant: Message = { kind: "GrantCredit", connection: 0, channel: 2, additional: 0xffff_ffff };
    expect(encodedMessage(grant)).toBe("00080203ffffffff0f");
    expect(() => encodedMessage({ ...grant, additional: 2 ** 32 })).toThrow("GrantCredit");
  });
});

describe("a header writer", () => {
  it("leaves the writer where the payload goes", () => {
    const writer = new Writer();
    writeRequestHeader(writer, 2, 11, 0xe5a1d6b2c390f001n, [3, 5], metadata);
    writer.varint32(0x12345678);
    expect(toHex(writer.take())).toBe(vectors.find(([name]) => name === "Request")?.[1].replaceAll(" ", ""));
    writer.reset();
    writeResponseHeader(writer, 2, 11, [7], metadata);
    writer.varint64(0xfaceb00cn);
    expect(toHex(writer.take())).toBe(vectors.find(([name]) => name === "Response")?.[1].replaceAll(" ", ""));
    writer.reset();
    writeItemHeader(writer, 2, 3);
    i32.encode(writer, -1);
    expect(toHex(writer.take())).toBe("0208030001");
    writer.reset();
    writeGrantCredit(writer, 2, 3, 1024);
    expect(toHex(writer.take())).toBe("020803038008");
  });
});
