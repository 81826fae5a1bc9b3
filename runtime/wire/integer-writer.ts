import { describeMisfit, EncodeError } from "./errors.ts";
import { U32_MAX, U64_MAX } from "./limits.ts";
import { words } from "./words.ts";

/** Bytes that a fresh Writer holds. */
export const INITIAL_CAPACITY = 256;
const MAX_CAPACITY = 0x7fff_ffff;
/** Below so many bytes a message is short. */
const SHORT = 64;

/**
 * The growing buffer of a Writer, and the integers that messages are made of; other types make theirs of `groups`.
 * Varints take their shortest form.
 */
export abstract class IntegerWriter {
  protected buffer = new Uint8Array(INITIAL_CAPACITY);
  protected floats = new DataView(this.buffer.buffer);
  protected position = 0;
  /** Of short messages, by length. */
  private views: (Uint8Array | undefined)[] = [];

  /** Bytes written since the last `reset()`. */
  get length(): number {
    return this.position;
  }

  /** What was written, without a copy: good until the next write or `reset()`. */
  view(): Uint8Array {
    const { position } = this;
    if (position >= SHORT) return this.buffer.subarray(0, position);
    // One view for each length: most messages are short, and a view costs more than to write them.
    this.views[position] ??= this.buffer.subarray(0, position);
    return this.views[position];
  }

  /** What was written, as a copy that the caller owns. */
  take(): Uint8Array {
    return this.buffer.slice(0, this.position);
  }

  /** One raw byte, 0 to 255. */
  u8(value: number): void {
    if (typeof value !== "number" || (value & 0xff) !== value) throw misfit("a u8", value, 0, 0xff);
    if (this.position === this.buffer.length) this.reserve(1);
    this.buffer[this.position++] = value;
  }

  /** Varint of a u32. */
  varint32(value: number): void {
    if (typeof value !== "number" || value >>> 0 !== value) throw misfit("a u32", value, 0, U32_MAX);
    this.groups32(value);
  }

  /** Varint of an id or count: 0 to 2^53 - 1. */
  varint(value: number, expected = "an integer"): void {
    if (!Number.isSafeInteger(value) || value < 0) throw misfit(expected, value, 0, Number.MAX_SAFE_INTEGER);
    if (value <= U32_MAX) this.groups32(value);
    else this.groups64(value | 0, Math.floor(value / 0x1_0000_0000));
  }

  /** Varint of a u64. */
  varint64(value: bigint): void {
    if (typeof value !== "bigint" || value < 0n || value > U64_MAX) throw misfit("a u64", value, 0n, U64_MAX);
    words.setBigUint64(0, value, true);
    this.groups64(words.getInt32(0, true), words.getInt32(4, true));
  }

  /** A varint of 32 bits, unsigned. */
  groups32(value: number): void {
    this.reserve(5);
    const buffer = this.buffer;
    let at = this.position;
    let rest = value;
    while (rest > 0x7f) {
      buffer[at++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    buffer[at++] = rest;
    this.position = at;
  }

  /** A varint from two 32-bit halves, signed or not. */
  groups64(lowHalf: number, highHalf: number): void {
    this.reserve(10);
    const buffer = this.buffer;
    let low = lowHalf >>> 0;
    let high = highHalf >>> 0;
    let at = this.position;
    while (high !== 0) {
      buffer[at++] = (low & 0x7f) | 0x80;
      low = ((low >>> 7) | (high << 25)) >>> 0;
      high >>>= 7;
    }
    while (low > 0x7f) {
      buffer[at++] = (low & 0x7f) | 0x80;
      low >>>= 7;
    }
    buffer[at++] = low;
    this.position = at;
  }

  protected reserve(size: number): void {
    const needed = this.position + size;
    if (needed <= this.buffer.length) return;
    if (needed > MAX_CAPACITY) throw new EncodeError("a message below 2 GiB", "a larger one");
    const grown = new Uint8Array(Math.min(Math.max(needed, this.buffer.length * 2), MAX_CAPACITY));
    grown.set(this.view());
    this.replaceBuffer(grown);
  }

  protected replaceBuffer(buffer: Uint8Array<ArrayBuffer>): void {
    this.buffer = buffer;
    this.views = [];
    this.floats = new DataView(buffer.buffer);
  }
}

/** The error for a value that is no integer from `min` to `max`. */
export function misfit(expected: string, value: unknown, min: number | bigint, max: number | bigint): EncodeError {
  return new EncodeError(expected, describeMisfit(value, min, max));
}
