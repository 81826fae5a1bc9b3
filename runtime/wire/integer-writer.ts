import { describeMisfit, EncodeError } from "./errors.ts";
import { I64_MAX, I64_MIN, I128_MAX, I128_MIN, U16_MAX, U32_MAX, U64_MAX, U128_MAX } from "./limits.ts";
import { words } from "./words.ts";

/** Bytes that a fresh Writer holds. */
export const INITIAL_CAPACITY = 256;
const MAX_CAPACITY = 0x7fff_ffff;

/** The growing buffer and the integers of a Writer. Varints take their shortest form. */
export abstract class IntegerWriter {
  protected buffer = new Uint8Array(INITIAL_CAPACITY);
  protected floats = new DataView(this.buffer.buffer);
  protected position = 0;

  /** Bytes written since the last `reset()`. */
  get length(): number {
    return this.position;
  }

  /** What was written, without a copy: good until the next write or `reset()`. */
  view(): Uint8Array {
    return this.buffer.subarray(0, this.position);
  }

  /** What was written, as a copy that the caller owns. */
  take(): Uint8Array {
    return this.buffer.slice(0, this.position);
  }

  /** One raw byte, 0 to 255. */
  u8(value: number): void {
    if (typeof value !== "number" || (value & 0xff) !== value) throw misfit("a u8", value, 0, 0xff);
    this.byte(value);
  }

  /** One byte, two's complement, -128 to 127. */
  i8(value: number): void {
    if (typeof value !== "number" || (value << 24) >> 24 !== value) throw misfit("an i8", value, -0x80, 0x7f);
    this.byte(value);
  }

  /** Varint of a u16. */
  varint16(value: number): void {
    if (typeof value !== "number" || (value & U16_MAX) !== value) throw misfit("a u16", value, 0, U16_MAX);
    this.groups32(value);
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

  /** Varint of a u128. */
  varint128(value: bigint): void {
    if (typeof value !== "bigint" || value < 0n || value > U128_MAX) throw misfit("a u128", value, 0n, U128_MAX);
    this.groups128(value);
  }

  /** Zigzag varint of an i16. */
  zigzag16(value: number): void {
    if (typeof value !== "number" || (value << 16) >> 16 !== value) throw misfit("an i16", value, -0x8000, 0x7fff);
    this.groups32(((value << 1) ^ (value >> 31)) >>> 0);
  }

  /** Zigzag varint of an i32. */
  zigzag32(value: number): void {
    if (typeof value !== "number" || (value | 0) !== value) {
      throw misfit("an i32", value, -0x8000_0000, 0x7fff_ffff);
    }
    this.groups32(((value << 1) ^ (value >> 31)) >>> 0);
  }

  /** Zigzag varint of an i64. */
  zigzag64(value: bigint): void {
    if (typeof value !== "bigint" || value < I64_MIN || value > I64_MAX)
      throw misfit("an i64", value, I64_MIN, I64_MAX);
    words.setBigInt64(0, value, true);
    const low = words.getInt32(0, true);
    const high = words.getInt32(4, true);
    const sign = high >> 31;
    this.groups64((low << 1) ^ sign, ((high << 1) | (low >>> 31)) ^ sign);
  }

  /** Zigzag varint of an i128. */
  zigzag128(value: bigint): void {
    if (typeof value !== "bigint" || value < I128_MIN || value > I128_MAX) {
      throw misfit("an i128", value, I128_MIN, I128_MAX);
    }
    this.groups128(value < 0n ? -value * 2n - 1n : value * 2n);
  }

  private byte(value: number): void {
    if (this.position === this.buffer.length) this.reserve(1);
    this.buffer[this.position++] = value;
  }

  protected groups32(value: number): void {
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
  private groups64(lowHalf: number, highHalf: number): void {
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

  private groups128(value: bigint): void {
    let rest = value;
    while (rest > 0x7fn) {
      this.byte(Number(rest & 0x7fn) | 0x80);
      rest >>= 7n;
    }
    this.byte(Number(rest));
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
    this.floats = new DataView(buffer.buffer);
  }
}

function misfit(expected: string, value: unknown, min: number | bigint, max: number | bigint): EncodeError {
  return new EncodeError(expected, describeMisfit(value, min, max));
}
