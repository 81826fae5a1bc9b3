import { SchemaError } from "../errors.ts";
import { isSameType } from "../same-type.ts";
import { Writer } from "../writer.ts";
import type { Field } from "./record.ts";
import type { AnySchema, SchemaKind } from "./schema.ts";

// Type tags of PROTOCOL.md 7.2, as the Rust code has them where the specification differs: Rx is 27, the initial
// credit is absent, every Result is the unit tag, and a slice of u8 is no bytes.

export const UNIT = 0x10;
const BYTES = 0x11;
export const LIST = 0x20;
export const OPTION = 0x21;
export const ARRAY = 0x22;
export const MAP = 0x23;
export const SET = 0x24;
export const TUPLE = 0x25;
export const TX = 0x26;
export const RX = 0x27;
export const STRUCT = 0x30;
export const ENUM = 0x31;
const BACK_REFERENCE = 0x32;

/** Types without parts, by kind. */
const LEAVES: { readonly [K in SchemaKind]?: number } = {
  bool: 0x01,
  u8: 0x02,
  u16: 0x03,
  u32: 0x04,
  u64: 0x05,
  usize: 0x05,
  u128: 0x06,
  i8: 0x07,
  i16: 0x08,
  i32: 0x09,
  i64: 0x0a,
  isize: 0x0a,
  i128: 0x0b,
  f32: 0x0c,
  f64: 0x0d,
  char: 0x0e,
  string: 0x0f,
  unit: UNIT,
  bytes: BYTES,
  result: UNIT,
};

/** What the signature of a method is written to; each schema knows its own part of it. */
export class Signature extends Writer {
  /** Structs, tuples and enums being written, innermost last: what a back reference counts. */
  private readonly open: AnySchema[] = [];

  /** A type without parts. */
  leaf(kind: SchemaKind): void {
    const tag = LEAVES[kind];
    if (tag === undefined) throw new SchemaError(`no signature for a schema of kind "${kind}"`);
    this.u8(tag);
  }

  /** A tag and the types that it is about. */
  holder(tag: number, ...held: readonly AnySchema[]): void {
    this.u8(tag);
    for (const schema of held) schema.sign(this);
  }

  /** A type that can be inside itself, or a reference to where it began. */
  composite(schema: AnySchema, write: () => void): void {
    const { open } = this;
    const outer = open.findLastIndex((one) => isSameType(one, schema));
    if (outer !== -1) {
      this.u8(BACK_REFERENCE);
      this.varint32(open.length - 1 - outer);
      return;
    }
    open.push(schema);
    write();
    open.pop();
  }

  fields(fields: readonly Field[]): void {
    this.varint32(fields.length);
    for (const { name, schema } of fields) {
      this.string(name);
      schema.sign(this);
    }
  }
}
