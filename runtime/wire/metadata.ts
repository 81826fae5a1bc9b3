import { DecodeError, describe, EncodeError, within } from "./errors.ts";
import type { Reader } from "./reader.ts";
import type { Writer } from "./writer.ts";

/** String, Bytes or U64 (`rpc.metadata.value`). */
export type MetadataValue = string | Uint8Array | bigint;

/** One entry. `flags` is a u64; bits other than the two below are kept and mean nothing (`rpc.metadata.flags`). */
export interface MetadataEntry {
  key: string;
  value: MetadataValue;
  flags: bigint;
}

/** Entries in order; keys are case-sensitive and may repeat (`rpc.metadata.duplicates`). */
export type Metadata = readonly MetadataEntry[];

/** Bit 0: the value must never be logged, traced or put into an error (`rpc.metadata.flags.sensitive`). */
export const SENSITIVE = 1n;
/** Bit 1: the entry must not travel on to downstream calls (`rpc.metadata.flags.no-propagate`). */
export const NO_PROPAGATE = 2n;

/** Most entries of one metadata list, and most bytes of all of them encoded, the count not included. */
export interface MetadataLimits {
  readonly entries: number;
  readonly bytes: number;
}

export const DEFAULT_METADATA_LIMITS: MetadataLimits = Object.freeze({ entries: 128, bytes: 16_384 });

/** No metadata. Decoding none gives this very object. */
export const emptyMetadata: Metadata = Object.freeze([]);

/** key length, value discriminant, value, flags: one byte each at the least. */
const MIN_ENTRY_SIZE = 4;

/** Throws `EncodeError` on a wrong shape and beyond the limits. */
export function encodeMetadata(
  writer: Writer,
  metadata: Metadata,
  limits: MetadataLimits = DEFAULT_METADATA_LIMITS,
): void {
  if (!Array.isArray(metadata)) throw new EncodeError("metadata (an array of entries)", describe(metadata));
  const count = metadata.length;
  if (count > limits.entries)
    throw new EncodeError(`metadata of at most ${limits.entries} entries`, `${count} entries`);
  writer.count(count);
  if (count === 0) return;
  const start = writer.length;
  let i = 0;
  try {
    for (const entry of metadata) {
      if (typeof entry !== "object" || entry === null) throw new EncodeError("an entry", describe(entry));
      writer.string(entry.key);
      encodeValue(writer, entry.value);
      writer.varint64(entry.flags);
      i++;
    }
  } catch (error) {
    throw within(error, `metadata[${i}]`);
  }
  const size = writer.length - start;
  if (size > limits.bytes) throw new EncodeError(`metadata of at most ${limits.bytes} bytes`, `${size} bytes`);
}

/** Throws `DecodeError`, also beyond the limits. */
export function decodeMetadata(reader: Reader, limits: MetadataLimits = DEFAULT_METADATA_LIMITS): Metadata {
  const count = reader.count(MIN_ENTRY_SIZE, "metadata");
  if (count === 0) return emptyMetadata;
  if (count > limits.entries) {
    const expected = `metadata of at most ${limits.entries} entries`;
    throw new DecodeError(expected, reader.offset, `${count} entries`, "metadataEntries");
  }
  const start = reader.offset;
  const metadata: MetadataEntry[] = [];
  try {
    for (let i = 0; i < count; i++) {
      metadata.push({ key: reader.string("a key"), value: decodeValue(reader), flags: reader.varint64() });
      const size = reader.offset - start;
      if (size > limits.bytes) {
        const found = `${size} bytes after ${i + 1} entries`;
        throw new DecodeError(`metadata of at most ${limits.bytes} bytes`, reader.offset, found, "metadataBytes");
      }
    }
  } catch (error) {
    throw within(error, `metadata[${metadata.length}]`);
  }
  return metadata;
}

/** Whether the value of `entry` must not be shown. */
export function isSensitive(entry: MetadataEntry): boolean {
  return (entry.flags & SENSITIVE) !== 0n;
}

/** The entries that may travel on to a downstream call, in order. */
export function withoutNoPropagate(metadata: Metadata): Metadata {
  return metadata.filter((entry) => (entry.flags & NO_PROPAGATE) === 0n);
}

/** The same entries fit for printing: the values of SENSITIVE ones are replaced by "[sensitive]". */
export function redact(metadata: Metadata): Metadata {
  return metadata.map((entry) => (isSensitive(entry) ? { ...entry, value: "[sensitive]" } : entry));
}

function encodeValue(writer: Writer, value: MetadataValue): void {
  if (typeof value === "string") {
    writer.u8(0);
    writer.string(value);
  } else if (typeof value === "bigint") {
    writer.u8(2);
    writer.varint64(value);
  } else if (value instanceof Uint8Array) {
    writer.u8(1);
    writer.bytes(value);
  } else {
    throw new EncodeError("a metadata value (string, Uint8Array or bigint)", describe(value));
  }
}

function decodeValue(reader: Reader): MetadataValue {
  const start = reader.offset;
  switch (reader.varint32("the kind of a metadata value")) {
    case 0:
      return reader.string();
    case 1:
      return reader.bytes();
    case 2:
      return reader.varint64();
    default:
      reader.offset = start;
      throw reader.error("the kind of a metadata value (0 to 2)", "a higher one");
  }
}
