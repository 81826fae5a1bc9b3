import { DecodeError } from "../errors.ts";
import { END } from "../integer-reader.ts";
import { misfit } from "../integer-writer.ts";
import { I64_MAX, I64_MIN, I128_MAX, I128_MIN, U128_MAX } from "../limits.ts";
import type { Reader } from "../reader.ts";
import { words } from "../words.ts";
import type { Writer } from "../writer.ts";
import { Schema, type WideIntegerKind } from "./schema.ts";

/** An integer that needs a bigint: 64 and 128 bits, and the pointer-sized ones. */
export abstract class WideIntegerSchema extends Schema<bigint> {
  abstract override readonly kind: WideIntegerKind;
  leastSize(): number {
    return 1;
  }
}

class U64<K extends "u64" | "usize"> extends WideIntegerSchema {
  readonly kind: K;
  constructor(kind: K) {
    super();
    this.kind = kind;
  }
  encode(writer: Writer, value: bigint): void {
    writer.varint64(value);
  }
  decode(reader: Reader): bigint {
    return reader.varint64();
  }
}

class I64<K extends "i64" | "isize"> extends WideIntegerSchema {
  readonly kind: K;
  constructor(kind: K) {
    super();
    this.kind = kind;
  }
  encode(writer: Writer, value: bigint): void {
    if (typeof value !== "bigint" || value < I64_MIN || value > I64_MAX) {
      throw misfit("an i64", value, I64_MIN, I64_MAX);
    }
    words.setBigInt64(0, value, true);
    const low = words.getInt32(0, true);
    const high = words.getInt32(4, true);
    const sign = high >> 31;
    writer.groups64((low << 1) ^ sign, ((high << 1) | (low >>> 31)) ^ sign);
  }
  decode(reader: Reader): bigint {
    reader.groups64("an i64");
    const { low, high } = reader;
    const sign = -(low & 1);
    words.setInt32(0, ((low >>> 1) | (high << 31)) ^ sign, true);
    words.setInt32(4, (high >>> 1) ^ sign, true);
    return words.getBigInt64(0, true);
  }
}

class U128 extends WideIntegerSchema {
  readonly kind = "u128";
  encode(writer: Writer, value: bigint): void {
    if (typeof value !== "bigint" || value < 0n || value > U128_MAX) throw misfit("a u128", value, 0n, U128_MAX);
    writeGroups(writer, value);
  }
  decode(reader: Reader): bigint {
    return readGroups(reader, "a u128");
  }
}

class I128 extends WideIntegerSchema {
  readonly kind = "i128";
  encode(writer: Writer, value: bigint): void {
    if (typeof value !== "bigint" || value < I128_MIN || value > I128_MAX) {
      throw misfit("an i128", value, I128_MIN, I128_MAX);
    }
    writeGroups(writer, value < 0n ? -value * 2n - 1n : value * 2n);
  }
  decode(reader: Reader): bigint {
    const value = readGroups(reader, "an i128");
    return (value & 1n) === 0n ? value >> 1n : -(value >> 1n) - 1n;
  }
}

/** Varint of at most 19 bytes. */
function readGroups(reader: Reader, expected: string): bigint {
  const start = reader.offset;
  let value = 0n;
  for (let shift = 0n; shift < 133n; shift += 7n) {
    if (reader.remaining === 0) throw new DecodeError(expected, start, END);
    const byte = reader.u8();
    value |= BigInt(byte & 0x7f) << shift;
    if (byte > 0x7f) continue;
    if (value > U128_MAX) throw new DecodeError(expected, start, "a value beyond its range");
    return value;
  }
  throw new DecodeError(expected, start, "a varint of more than 19 bytes");
}

function writeGroups(writer: Writer, value: bigint): void {
  let rest = value;
  while (rest > 0x7fn) {
    writer.u8(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  writer.u8(Number(rest));
}

/** 0n to 2^64 - 1. */
export const u64: WideIntegerSchema = /* @__PURE__ */ new U64("u64");
/** On the wire and in signatures the same as `u64`. */
export const usize: WideIntegerSchema = /* @__PURE__ */ new U64("usize");
/** -2^63 to 2^63 - 1. */
export const i64: WideIntegerSchema = /* @__PURE__ */ new I64("i64");
/** On the wire and in signatures the same as `i64`. */
export const isize: WideIntegerSchema = /* @__PURE__ */ new I64("isize");
/** 0n to 2^128 - 1. */
export const u128: WideIntegerSchema = /* @__PURE__ */ new U128();
/** -2^127 to 2^127 - 1. */
export const i128: WideIntegerSchema = /* @__PURE__ */ new I128();
