import { misfit } from "../integer-writer.ts";
import { U16_MAX } from "../limits.ts";
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";
import { Schema, type SmallIntegerKind } from "./schema.ts";

// One class per width, not one class with a table: each codec then has call sites of its own, which V8 can inline.

/** An integer that a JavaScript number holds: 8, 16 and 32 bits. */
export abstract class SmallIntegerSchema extends Schema<number> {
  abstract override readonly kind: SmallIntegerKind;
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
    if (typeof value !== "number" || (value & U16_MAX) !== value) throw misfit("a u16", value, 0, U16_MAX);
    writer.groups32(value);
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
    if (typeof value !== "number" || (value << 24) >> 24 !== value) throw misfit("an i8", value, -0x80, 0x7f);
    writer.u8(value & 0xff);
  }
  decode(reader: Reader): number {
    return (reader.u8("an i8") << 24) >> 24;
  }
}

class I16 extends SmallIntegerSchema {
  readonly kind = "i16";
  encode(writer: Writer, value: number): void {
    if (typeof value !== "number" || (value << 16) >> 16 !== value) throw misfit("an i16", value, -0x8000, 0x7fff);
    writer.groups32(zigzag(value));
  }
  decode(reader: Reader): number {
    return unzigzag(reader.varint16("an i16"));
  }
}

class I32 extends SmallIntegerSchema {
  readonly kind = "i32";
  encode(writer: Writer, value: number): void {
    if (typeof value !== "number" || (value | 0) !== value) {
      throw misfit("an i32", value, -0x8000_0000, 0x7fff_ffff);
    }
    writer.groups32(zigzag(value));
  }
  decode(reader: Reader): number {
    return unzigzag(reader.varint32("an i32"));
  }
}

/** Small magnitudes of either sign become small unsigned integers. */
function zigzag(value: number): number {
  return ((value << 1) ^ (value >> 31)) >>> 0;
}

function unzigzag(value: number): number {
  return (value >>> 1) ^ -(value & 1);
}

/** 0 to 255; one raw byte. */
export const u8: SmallIntegerSchema = /* @__PURE__ */ new U8();
/** 0 to 65,535. */
export const u16: SmallIntegerSchema = /* @__PURE__ */ new U16();
/** 0 to 2^32 - 1. */
export const u32: SmallIntegerSchema = /* @__PURE__ */ new U32();
/** -128 to 127; one raw byte. */
export const i8: SmallIntegerSchema = /* @__PURE__ */ new I8();
/** -32,768 to 32,767. */
export const i16: SmallIntegerSchema = /* @__PURE__ */ new I16();
/** -2^31 to 2^31 - 1. */
export const i32: SmallIntegerSchema = /* @__PURE__ */ new I32();
