import { describe, expect, it } from "vitest";
import { DecodeError, EncodeError } from "../../runtime/wire/errors.ts";
import {
  decodeMetadata,
  emptyMetadata,
  encodeMetadata,
  isSensitive,
  type Metadata,
  type MetadataEntry,
  NO_PROPAGATE,
  redact,
  SENSITIVE,
  withoutNoPropagate,
} from "../../runtime/wire/metadata.ts";
import { Reader } from "../../runtime/wire/reader.ts";
import { Writer } from "../../runtime/wire/writer.ts";
import { hex, thrown } from "./hex.ts";

function roundTrip(metadata: Metadata): Metadata {
  const writer = new Writer();
  encodeMetadata(writer, metadata);
  return decodeMetadata(new Reader(writer.take()));
}

const entry = (key: string, flags = 0n): MetadataEntry => ({ key, value: "v", flags });

describe("metadata", () => {
  it("[rpc.metadata.duplicates] keeps duplicate keys in order", () => {
    const metadata = [entry("a"), { ...entry("a"), value: "w" }, entry("A"), entry("a")];
    expect(roundTrip(metadata)).toEqual(metadata);
  });

  it("[rpc.metadata.value] carries strings, bytes and u64 to its ends", () => {
    const metadata = [
      { key: "s", value: "\ufeff", flags: 0n },
      { key: "b", value: hex("00ff"), flags: 0n },
      { key: "u", value: 0xffff_ffff_ffff_ffffn, flags: 0n },
    ];
    expect(roundTrip(metadata)).toEqual(metadata);
  });

  it("[rpc.metadata.flags] keeps unknown flag bits", () => {
    const metadata = [entry("a", 0xffff_ffff_ffff_ffffn), entry("b", 1n << 40n)];
    expect(roundTrip(metadata)).toEqual(metadata);
  });

  it("[rpc.metadata.flags.sensitive] is printed without the values of sensitive entries", () => {
    const metadata = [entry("plain"), entry("token", SENSITIVE), entry("both", SENSITIVE | NO_PROPAGATE | 4n)];
    expect(metadata.map(isSensitive)).toEqual([false, true, true]);
    expect(redact(metadata).map((shown) => shown.value)).toEqual(["v", "[sensitive]", "[sensitive]"]);
    expect(metadata.map((kept) => kept.value)).toEqual(["v", "v", "v"]);
  });

  it("[rpc.metadata.flags.no-propagate] travels on without entries that must not", () => {
    const metadata = [entry("a"), entry("b", NO_PROPAGATE), entry("c", SENSITIVE), entry("d", 3n)];
    expect(withoutNoPropagate(metadata).map((kept) => kept.key)).toEqual(["a", "c"]);
  });

  it("is one frozen constant when there is none", () => {
    expect(roundTrip([])).toBe(emptyMetadata);
    expect(Object.isFrozen(emptyMetadata)).toBe(true);
  });

  it("passes with 128 entries and is refused with 129, both ways", () => {
    const metadata = Array.from({ length: 129 }, () => entry("k"));
    expect(roundTrip(metadata.slice(1))).toHaveLength(128);
    expect(() => roundTrip(metadata)).toThrow("expected metadata of at most 128 entries, found 129 entries");
    const writer = new Writer();
    encodeMetadata(writer, metadata, { entries: 1000, bytes: 100_000 });
    expect(() => decodeMetadata(new Reader(writer.view()))).toThrow(
      "metadata of at most 128 entries at byte 2, found 129",
    );
  });

  it("passes with 16,384 bytes and is refused with one more, both ways", () => {
    // 1 (key length) + 1 (key) + 1 (kind) + 2 (value length) + value + 1 (flags)
    const sized = (bytes: number) => [{ key: "k", value: new Uint8Array(bytes - 6), flags: 0n }];
    expect(roundTrip(sized(16_384))).toEqual(sized(16_384));
    expect(() => roundTrip(sized(16_385))).toThrow("expected metadata of at most 16384 bytes, found 16385 bytes");
    const writer = new Writer();
    encodeMetadata(writer, sized(16_385), { entries: 1, bytes: 16_385 });
    expect(() => decodeMetadata(new Reader(writer.view()))).toThrow("found 16385 bytes after 1 entries");
  });

  it("names the entry that is wrong and never its value", () => {
    const error = thrown(() => decodeMetadata(new Reader(hex("02 0161 00 0176 00 0162 03 00"))));
    expect(error).toBeInstanceOf(DecodeError);
    expect(error).toMatchObject({ path: "metadata[1]", offset: 9 });
    const badValue: Metadata = [entry("a"), { key: "b", value: "\ud800secret", flags: 0n }];
    expect(() => roundTrip(badValue)).toThrow(
      "expected a string of Unicode scalars (metadata[1]), found a lone surrogate",
    );
    expect(() => roundTrip([entry("a", -1n)])).toThrow(EncodeError);
  });

  it("is refused before allocation when the count cannot fit", () => {
    expect(() => decodeMetadata(new Reader(hex("7f 0000 0000")))).toThrow("too big for the 4 bytes left");
  });
});
