import { InvalidValueError, LimitError, type Place } from "../errors.ts";
import type { Limits } from "../limits.ts";
import { encodeMetadata, type Metadata, type MetadataLimits, Writer } from "../wire/index.ts";

/** For the encoder: what goes out was checked before. */
export const UNLIMITED: MetadataLimits = { entries: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY };

/** What a message holds beside its metadata, at most, unless it carries arguments or a result. */
const HEAD = 64;

/**
 * Checks metadata before anything is sent.
 *
 * @throws {LimitError} beyond a limit @throws {InvalidValueError} for what is no metadata
 */
export function checkMetadata(metadata: Metadata, limits: Limits, maxPayload: number, place: Place): void {
  const { metadataEntries, metadataBytes } = limits;
  if (metadata.length === 0) return;
  if (metadata.length > metadataEntries) {
    throw new LimitError(
      "metadataEntries",
      metadataEntries,
      `${metadata.length} entries of metadata are too many`,
      place,
    );
  }
  if (mostBytes(metadata) <= Math.min(metadataBytes, maxPayload - HEAD)) return;
  const size = sizeOf(metadata, place);
  if (size > metadataBytes) {
    throw new LimitError("metadataBytes", metadataBytes, `${size} bytes of metadata are too many`, place);
  }
  if (size > maxPayload - HEAD) throw new LimitError("frame", maxPayload, "the metadata is too large", place);
}

/**
 * Checks the metadata of our Hello, which must be small: it comes before the handshake is done.
 *
 * @throws {LimitError} beyond a limit @throws {InvalidValueError} for what is no metadata
 */
export function checkHello(metadata: Metadata, limits: Limits): void {
  const { frame, frameBeforeHello } = limits;
  checkMetadata(metadata, limits, frame, {});
  try {
    checkMetadata(metadata, limits, frameBeforeHello, {});
  } catch {
    throw new LimitError("frameBeforeHello", frameBeforeHello, "the metadata of Hello is too large");
  }
}

function sizeOf(metadata: Metadata, place: Place): number {
  const writer = new Writer();
  try {
    encodeMetadata(writer, metadata, UNLIMITED);
  } catch (error) {
    throw InvalidValueError.from(error, place);
  }
  return writer.length - lengthOf(metadata.length);
}

/** Not less than the encoded size: a UTF-16 unit is at most three bytes of UTF-8, a varint at most ten. */
function mostBytes(metadata: Metadata): number {
  let most = 0;
  for (const { key, value, flags } of metadata) {
    // The encoder says what is wrong with it.
    if (typeof key !== "string" || !isU64(flags)) return Number.POSITIVE_INFINITY;
    most += 31 + key.length * 3;
    if (typeof value === "string") most += value.length * 3;
    else if (value instanceof Uint8Array) most += value.length;
    else if (isU64(value)) most += 10;
    else return Number.POSITIVE_INFINITY;
  }
  return most;
}

function isU64(value: unknown): boolean {
  return typeof value === "bigint" && BigInt.asUintN(64, value) === value;
}

/** Bytes of a count as a varint. */
function lengthOf(count: number): number {
  return count < 0x80 ? 1 : count < 0x4000 ? 2 : 3;
}
