import { DecodeError } from "./errors.ts";
import { words } from "./words.ts";

/** What an error says that met the end. */
export const END = "the end of the input";

/**
 * The integers that messages are made of; other types take theirs apart themselves. Overlong varints (extra zero groups)
 * are taken, as Rust takes them, up to the byte count that the widest value of the type needs; a value above the range of
 * its type is refused.
 */
export abstract class IntegerReader {
  /** Bytes taken so far. */
  offset = 0;
  protected bytesIn: Uint8Array;
  protected end: number;
  /** The two halves of the last 64-bit varint, as signed 32-bit integers: V8 keeps those unboxed. */
  low = 0;
  high = 0;

  constructor(bytes: Uint8Array) {
    this.bytesIn = plain(bytes);
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
  groups64(expected: string): void {
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

/** A Node Buffer's slice() is a view and its subarray() a Buffer: the rest of the code wants neither. */
export function plain(bytes: Uint8Array): Uint8Array {
  return bytes.constructor === Uint8Array ? bytes : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
