import { DecodeError } from "./errors.ts";
import { U128_MAX } from "./limits.ts";
import { words } from "./words.ts";

/** What an error says that met the end. */
export const END = "the end of the input";

/**
 * The integers of a Reader. Overlong varints (extra zero groups) are taken, as Rust takes them, up to the byte count that
 * the widest value of the type needs; a value above the range of its type is refused.
 */
export abstract class IntegerReader {
  /** Bytes taken so far. */
  offset = 0;
  protected readonly bytesIn: Uint8Array;
  protected readonly end: number;
  // The two halves of the last 64-bit varint, as signed 32-bit integers: V8 keeps those unboxed.
  private low = 0;
  private high = 0;

  constructor(bytes: Uint8Array) {
    // A Node Buffer's slice() is a view and its subarray() a Buffer: the rest of the code wants neither.
    this.bytesIn =
      bytes.constructor === Uint8Array ? bytes : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.end = bytes.length;
  }

  /** Bytes not yet taken. */
  get remaining(): number {
    return this.end - this.offset;
  }

  /** An error at the present offset. `found` must not quote the payload. */
  error(expected: string, found: string): DecodeError {
    return new DecodeError(expected, this.offset, found);
  }

  /** One raw byte. */
  u8(expected = "a u8"): number {
    const byte = this.bytesIn[this.offset];
    if (byte === undefined) throw this.error(expected, END);
    this.offset++;
    return byte;
  }

  /** One byte, two's complement. */
  i8(): number {
    return (this.u8("an i8") << 24) >> 24;
  }

  /** Varint of a u16, at most 3 bytes. */
  varint16(expected = "a u16"): number {
    const byte = this.bytesIn[this.offset];
    if (byte === undefined || byte > 0x7f) return this.groups32(expected, 16);
    this.offset++;
    return byte;
  }

  /** Varint of a u32, at most 5 bytes. */
  varint32(expected = "a u32"): number {
    const byte = this.bytesIn[this.offset];
    if (byte === undefined || byte > 0x7f) return this.groups32(expected, 32);
    this.offset++;
    return byte;
  }

  /** Varint of a u64, at most 10 bytes, that must fit a number: above 2^53 - 1 is an error, our documented limit. */
  varint(expected = "an integer"): number {
    const byte = this.bytesIn[this.offset];
    if (byte !== undefined && byte < 0x80) {
      this.offset++;
      return byte;
    }
    const start = this.offset;
    this.groups64(expected);
    const value = this.unsafeNumber();
    if (value > Number.MAX_SAFE_INTEGER) {
      throw new DecodeError(`${expected} up to 2^53 - 1 (a limit of this implementation)`, start, "a larger one");
    }
    return value;
  }

  /** Varint of a u64, at most 10 bytes. */
  varint64(expected = "a u64"): bigint {
    this.groups64(expected);
    words.setInt32(0, this.low, true);
    words.setInt32(4, this.high, true);
    return words.getBigUint64(0, true);
  }

  /** Varint of a u128, at most 19 bytes. */
  varint128(expected = "a u128"): bigint {
    const start = this.offset;
    let value = 0n;
    for (let shift = 0n; shift < 133n; shift += 7n) {
      const byte = this.bytesIn[this.offset++];
      if (byte === undefined) throw new DecodeError(expected, start, END);
      value |= BigInt(byte & 0x7f) << shift;
      if (byte > 0x7f) continue;
      if (value > U128_MAX) throw new DecodeError(expected, start, "a value beyond its range");
      return value;
    }
    throw new DecodeError(expected, start, "a varint of more than 19 bytes");
  }

  /** Zigzag varint of an i16. */
  zigzag16(): number {
    const value = this.varint16("an i16");
    return (value >>> 1) ^ -(value & 1);
  }

  /** Zigzag varint of an i32. */
  zigzag32(): number {
    const value = this.varint32("an i32");
    return (value >>> 1) ^ -(value & 1);
  }

  /** Zigzag varint of an i64. */
  zigzag64(): bigint {
    this.groups64("an i64");
    const sign = -(this.low & 1);
    words.setInt32(0, ((this.low >>> 1) | (this.high << 31)) ^ sign, true);
    words.setInt32(4, (this.high >>> 1) ^ sign, true);
    return words.getBigInt64(0, true);
  }

  /** Zigzag varint of an i128. */
  zigzag128(): bigint {
    const value = this.varint128("an i128");
    return (value & 1n) === 0n ? value >> 1n : -(value >> 1n) - 1n;
  }

  protected unsafeNumber(): number {
    return (this.high >>> 0) * 0x1_0000_0000 + (this.low >>> 0);
  }

  private groups32(expected: string, width: 16 | 32): number {
    const bytes = this.bytesIn;
    const last = width === 16 ? 2 : 4;
    let value = 0;
    for (let i = 0; i <= last; i++) {
      const byte = bytes[this.offset + i];
      if (byte === undefined) throw this.error(expected, END);
      if (i === last) {
        if (byte > 0x7f) throw this.error(expected, `a varint of more than ${last + 1} bytes`);
        if (byte >>> (width - 7 * last) !== 0) throw this.error(expected, "a value beyond its range");
      }
      value |= (byte & 0x7f) << (7 * i);
      if (byte < 0x80) {
        this.offset += i + 1;
        break;
      }
    }
    return value >>> 0;
  }

  /** Gathers a varint of up to 64 bits into `low` and `high`. */
  protected groups64(expected: string): void {
    const bytes = this.bytesIn;
    const start = this.offset;
    let low = 0;
    let high = 0;
    for (let i = 0; i < 10; i++) {
      const byte = bytes[start + i];
      if (byte === undefined) throw this.error(expected, END);
      const group = byte & 0x7f;
      if (i < 4) low |= group << (7 * i);
      else if (i === 4) {
        low |= group << 28;
        high = group >>> 4;
      } else if (i < 9) high |= group << (7 * i - 32);
      else {
        if (byte > 0x7f) break;
        if (byte > 1) throw this.error(expected, "a value beyond its range");
        high |= group << 31;
      }
      if (byte < 0x80) {
        this.low = low;
        this.high = high;
        this.offset = start + i + 1;
        return;
      }
    }
    throw this.error(expected, "a varint of more than 10 bytes");
  }
}
