import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";
import { Schema, type SmallIntegerKind, type WideIntegerKind } from "./schema.ts";

// One class per width, not one class with a table: each codec then has call sites of its own, which V8 can inline.

/** An integer that a JavaScript number holds: 8, 16 and 32 bits. */
export abstract class SmallIntegerSchema extends Schema<number> {
  abstract override readonly kind: SmallIntegerKind;
  leastSize(): number {
    return 1;
  }
}

/** An integer that needs a bigint: 64 and 128 bits, and the pointer-sized ones. */
export abstract class WideIntegerSchema extends Schema<bigint> {
  abstract override readonly kind: WideIntegerKind;
  leastSize(): number {
    return 1;
  }
}

class U8 extends SmallIntegerSchema {
  readonly kind = "u8";
  encode(writer: Writer, value: number): void {
    writer.u8(value);
  }
  decode(reader: Reader): number {
    return reader.u8();
  }
}

class U16 extends SmallIntegerSchema {
  readonly kind = "u16";
  encode(writer: Writer, value: number): void {
    writer.varint16(value);
  }
  decode(reader: Reader): number {
    return reader.varint16();
  }
}

class U32 extends SmallIntegerSchema {
  readonly kind = "u32";
  encode(writer: Writer, value: number): void {
    writer.varint32(value);
  }
  decode(reader: Reader): number {
    return reader.varint32();
  }
}

class I8 extends SmallIntegerSchema {
  readonly kind = "i8";
  encode(writer: Writer, value: number): void {
    writer.i8(value);
  }
  decode(reader: Reader): number {
    return reader.i8();
  }
}

class I16 extends SmallIntegerSchema {
  readonly kind = "i16";
  encode(writer: Writer, value: number): void {
    writer.zigzag16(value);
  }
  decode(reader: Reader): number {
    return reader.zigzag16();
  }
}

class I32 extends SmallIntegerSchema {
  readonly kind = "i32";
  encode(writer: Writer, value: number): void {
    writer.zigzag32(value);
  }
  decode(reader: Reader): number {
    return reader.zigzag32();
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
    writer.zigzag64(value);
  }
  decode(reader: Reader): bigint {
    return reader.zigzag64();
  }
}

class U128 extends WideIntegerSchema {
  readonly kind = "u128";
  encode(writer: Writer, value: bigint): void {
    writer.varint128(value);
  }
  decode(reader: Reader): bigint {
    return reader.varint128();
  }
}

class I128 extends WideIntegerSchema {
  readonly kind = "i128";
  encode(writer: Writer, value: bigint): void {
    writer.zigzag128(value);
  }
  decode(reader: Reader): bigint {
    return reader.zigzag128();
  }
}

/** 0 to 255; one raw byte. */
export const u8: SmallIntegerSchema = new U8();
/** 0 to 65,535. */
export const u16: SmallIntegerSchema = new U16();
/** 0 to 2^32 - 1. */
export const u32: SmallIntegerSchema = new U32();
/** -128 to 127; one raw byte. */
export const i8: SmallIntegerSchema = new I8();
/** -32,768 to 32,767. */
export const i16: SmallIntegerSchema = new I16();
/** -2^31 to 2^31 - 1. */
export const i32: SmallIntegerSchema = new I32();
/** 0n to 2^64 - 1. */
export const u64: WideIntegerSchema = new U64("u64");
/** On the wire and in signatures the same as `u64`. */
export const usize: WideIntegerSchema = new U64("usize");
/** -2^63 to 2^63 - 1. */
export const i64: WideIntegerSchema = new I64("i64");
/** On the wire and in signatures the same as `i64`. */
export const isize: WideIntegerSchema = new I64("isize");
/** 0n to 2^128 - 1. */
export const u128: WideIntegerSchema = new U128();
/** -2^127 to 2^127 - 1. */
export const i128: WideIntegerSchema = new I128();
