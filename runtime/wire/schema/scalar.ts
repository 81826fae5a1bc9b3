import { describe, EncodeError } from "../errors.ts";
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";
import { u8 } from "./integer.ts";
import { type AnySchema, Schema } from "./schema.ts";
import { LIST, type Signature } from "./signature.ts";

class BoolSchema extends Schema<boolean> {
  readonly kind = "bool";
  leastSize(): number {
    return 1;
  }
  encode(writer: Writer, value: boolean): void {
    if (typeof value !== "boolean") throw new EncodeError("a bool", describe(value));
    writer.u8(value ? 1 : 0);
  }
  decode(reader: Reader): boolean {
    const byte = reader.u8("a bool");
    if (byte <= 1) return byte === 1;
    reader.offset--;
    throw reader.error("a bool (0 or 1)", "another byte");
  }
}

class F32Schema extends Schema<number> {
  readonly kind = "f32";
  leastSize(): number {
    return 4;
  }
  encode(writer: Writer, value: number): void {
    writer.f32(value);
  }
  decode(reader: Reader): number {
    return reader.f32();
  }
}

class F64Schema extends Schema<number> {
  readonly kind = "f64";
  leastSize(): number {
    return 8;
  }
  encode(writer: Writer, value: number): void {
    writer.f64(value);
  }
  decode(reader: Reader): number {
    return reader.f64();
  }
}

class CharSchema extends Schema<string> {
  readonly kind = "char";
  leastSize(): number {
    return 2;
  }
  encode(writer: Writer, value: string): void {
    if (typeof value !== "string") throw new EncodeError("a char", describe(value));
    if (!isOneScalar(value)) throw new EncodeError("a char (exactly one Unicode scalar)", "another string");
    writer.string(value);
  }
  decode(reader: Reader): string {
    const start = reader.offset;
    const value = reader.string("a char");
    if (isOneScalar(value)) return value;
    reader.offset = start;
    throw reader.error("a char (exactly one Unicode scalar)", value === "" ? "none" : "more than one");
  }
}

class StringSchema extends Schema<string> {
  readonly kind = "string";
  leastSize(): number {
    return 1;
  }
  encode(writer: Writer, value: string): void {
    writer.string(value);
  }
  decode(reader: Reader): string {
    return reader.string();
  }
}

class BytesSchema extends Schema<Uint8Array> {
  readonly kind: "bytes" | "byteSlice";
  constructor(kind: "bytes" | "byteSlice") {
    super();
    this.kind = kind;
  }
  override sign(signature: Signature): void {
    if (this.kind === "bytes") signature.leaf(this.kind);
    else signature.holder(LIST, u8);
  }
  override get head(): string {
    return this.kind === "bytes" ? "list" : "slice";
  }
  override parts(): readonly AnySchema[] {
    return [u8];
  }
  leastSize(): number {
    return 1;
  }
  encode(writer: Writer, value: Uint8Array): void {
    writer.bytes(value);
  }
  decode(reader: Reader): Uint8Array {
    return reader.bytes();
  }
}

class UnitSchema extends Schema<undefined> {
  readonly kind = "unit";
  leastSize(): number {
    return 0;
  }
  encode(_writer: Writer, value: undefined): void {
    if (value !== undefined) throw new EncodeError("a unit (undefined)", describe(value));
  }
  decode(): undefined {
    return undefined;
  }
}

function isOneScalar(text: string): boolean {
  const scalar = text.codePointAt(0);
  return scalar !== undefined && text.length === (scalar > 0xffff ? 2 : 1);
}

/** true or false. */
export const bool: Schema<boolean> = /* @__PURE__ */ new BoolSchema();
/** A number, rounded to single precision. */
export const f32: Schema<number> = /* @__PURE__ */ new F32Schema();
/** A number. */
export const f64: Schema<number> = /* @__PURE__ */ new F64Schema();
/** A string of exactly one Unicode scalar. */
export const char: Schema<string> = /* @__PURE__ */ new CharSchema();
/** A string without lone surrogates. */
export const string: Schema<string> = /* @__PURE__ */ new StringSchema();
/** A Uint8Array: `Vec<u8>`. What is decoded may be a view of the frame (see `Reader.bytes`). */
export const bytes: Schema<Uint8Array> = /* @__PURE__ */ new BytesSchema("bytes");
/** A Uint8Array: `&[u8]` or `Box<[u8]>`, which have another signature than `Vec<u8>` and the same bytes. */
export const byteSlice: Schema<Uint8Array> = /* @__PURE__ */ new BytesSchema("byteSlice");
/** undefined: no bytes at all. */
export const unit: Schema<undefined> = /* @__PURE__ */ new UnitSchema();
