import { SchemaError } from "./errors.ts";
import { isSameType, meant } from "./same-type.ts";
import { ChannelSchema } from "./schema/channel.ts";
import { EnumSchema, type Variant } from "./schema/enum.ts";
import { u8 } from "./schema/integer.ts";
import { MapSchema, SetSchema } from "./schema/keyed.ts";
import { MaybeSchema, OptionSchema } from "./schema/option.ts";
import { validate } from "./schema/reach.ts";
import { type Field, StructSchema, TupleSchema } from "./schema/record.ts";
import { type AnySchema, Schema, type SchemaKind } from "./schema/schema.ts";
import { ArraySchema, ListSchema } from "./schema/sequence.ts";
import { Writer } from "./writer.ts";

// Type tags of PROTOCOL.md 7.2, as the Rust code has them where the specification differs: Rx is 27, the initial
// credit is absent, every Result is the unit tag, and a slice of u8 is no bytes.

const UNIT = 0x10;
const BYTES = 0x11;
const LIST = 0x20;
const OPTION = 0x21;
const ARRAY = 0x22;
const MAP = 0x23;
const SET = 0x24;
const TUPLE = 0x25;
const TX = 0x26;
const RX = 0x27;
const STRUCT = 0x30;
const ENUM = 0x31;
const BACK_REFERENCE = 0x32;

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

/** What a method gives back: a type, or "result" for a `Result<T, E>`, whose types do not enter the signature. */
export type ReturnType = AnySchema | "result";

/** The arguments of a method: their schemas in order, or the tuple of them. */
export type ArgumentTypes = readonly AnySchema[] | TupleSchema<readonly unknown[]>;

/** The bytes whose hash enters the method id (`rpc.method-id.algorithm`). Throws `SchemaError` on an unusable schema. */
export function signatureBytes(args: ArgumentTypes, ret: ReturnType): Uint8Array {
  const tuple = args instanceof Schema ? args : new TupleSchema(args);
  validate(tuple);
  if (ret !== "result") validate(ret);
  const writer = new Writer();
  writeType(writer, tuple, []);
  if (ret === "result") writer.u8(UNIT);
  else writeType(writer, ret, []);
  return writer.take();
}

/** `open` holds the structs, tuples and enums being written, innermost last: what a back reference counts. */
function writeType(writer: Writer, schema: AnySchema, open: readonly AnySchema[]): void {
  const leaf = LEAVES[schema.kind];
  if (leaf !== undefined) {
    writer.u8(leaf);
  } else if (schema.kind === "lazy") {
    writeType(writer, meant(schema), open);
  } else if (schema instanceof ChannelSchema) {
    writeHolder(writer, schema.direction === "tx" ? TX : RX, schema.element, open);
  } else if (schema instanceof ListSchema) {
    if (schema.kind === "list" && meant(schema.element).kind === "u8") writer.u8(BYTES);
    else writeHolder(writer, LIST, schema.element, open);
  } else if (schema.kind === "byteSlice") {
    writeHolder(writer, LIST, u8, open);
  } else if (schema instanceof OptionSchema || schema instanceof MaybeSchema) {
    writeHolder(writer, OPTION, schema.inner, open);
  } else if (schema instanceof SetSchema) {
    writeHolder(writer, SET, schema.element, open);
  } else if (schema instanceof ArraySchema) {
    writer.u8(ARRAY);
    writer.varint32(schema.length);
    writeType(writer, schema.element, open);
  } else if (schema instanceof MapSchema) {
    writeHolder(writer, MAP, schema.key, open);
    writeType(writer, schema.value, open);
  } else {
    writeComposite(writer, schema, open);
  }
}

function writeHolder(writer: Writer, tag: number, held: AnySchema, open: readonly AnySchema[]): void {
  writer.u8(tag);
  writeType(writer, held, open);
}

function writeComposite(writer: Writer, schema: AnySchema, open: readonly AnySchema[]): void {
  const outer = open.findLastIndex((one) => isSameType(one, schema));
  const inside = [...open, schema];
  if (outer !== -1) {
    writer.u8(BACK_REFERENCE);
    writer.varint32(open.length - 1 - outer);
  } else if (schema instanceof TupleSchema) {
    writeTuple(writer, schema.elements, inside);
  } else if (schema instanceof StructSchema) {
    writer.u8(STRUCT);
    writeFields(writer, schema.fields, inside);
  } else if (schema instanceof EnumSchema) {
    writer.u8(ENUM);
    writer.varint32(schema.variants.length);
    for (const variant of schema.variants) {
      writer.string(variant.name);
      writeVariant(writer, variant, inside);
    }
  } else {
    throw new SchemaError(`no signature for a schema of kind "${schema.kind}"`);
  }
}

function writeTuple(writer: Writer, elements: readonly AnySchema[], open: readonly AnySchema[]): void {
  // A tuple without elements is the unit type.
  writer.u8(elements.length === 0 ? UNIT : TUPLE);
  if (elements.length === 0) return;
  writer.varint32(elements.length);
  for (const element of elements) writeType(writer, element, open);
}

function writeVariant(writer: Writer, { form, fields }: Variant, open: readonly AnySchema[]): void {
  const [only] = fields;
  if (only === undefined) {
    writer.u8(0);
  } else if (form !== "struct" && fields.length === 1) {
    writeHolder(writer, 1, only.schema, open);
  } else {
    writer.u8(2);
    writeFields(writer, fields, open);
  }
}

function writeFields(writer: Writer, fields: readonly Field[], open: readonly AnySchema[]): void {
  writer.varint32(fields.length);
  for (const { name, schema } of fields) {
    writer.string(name);
    writeType(writer, schema, open);
  }
}
