import { describe, EncodeError, SchemaError, within } from "../errors.ts";
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";
import { collectInto, type FoundChannel } from "./collect.ts";
import { type AnySchema, type Infer, Schema } from "./schema.ts";
import { type Signature, STRUCT, TUPLE } from "./signature.ts";

/** One named part of a struct or variant. */
export interface Field {
  readonly name: string;
  readonly schema: AnySchema;
}

/** What `struct({...})` takes. */
export type FieldDefinitions = { readonly [name: string]: AnySchema };

/** The object that a set of fields stands for. */
export type FieldValues<F> = { -readonly [K in keyof F]: Infer<F[K]> };

/** Fields back to back in declaration order; a plain object with its properties always in that order. */
export class StructSchema<T extends object> extends Schema<T> {
  readonly kind = "struct";
  readonly fields: readonly Field[];

  constructor(fields: readonly Field[]) {
    super();
    this.fields = fields;
  }

  override children(): readonly AnySchema[] {
    return this.fields.map((field) => field.schema);
  }

  override sign(signature: Signature): void {
    signature.composite(this, () => {
      signature.u8(STRUCT);
      signature.fields(this.fields);
    });
  }

  override collect(found: FoundChannel[], value: unknown, depth: number): void {
    collectFields(found, this.fields, value, depth);
  }

  leastSize(of: (child: AnySchema) => number): number {
    return this.fields.reduce((size, field) => size + of(field.schema), 0);
  }

  encode(writer: Writer, value: T): void {
    if (!isRecord(value)) throw new EncodeError("an object", describe(value));
    writer.enter();
    encodeFields(writer, this.fields, value);
    writer.leave();
  }

  decode(reader: Reader): T {
    reader.enter();
    const value: Record<string, unknown> = {};
    decodeFields(reader, this.fields, value);
    reader.leave();
    // The fields are those of T by construction of `struct`; TypeScript cannot follow names through the loop.
    return value as T;
  }
}

/** Elements back to back; a JavaScript array. */
export class TupleSchema<T extends readonly unknown[]> extends Schema<T> {
  readonly kind = "tuple";
  readonly elements: readonly AnySchema[];

  constructor(elements: readonly AnySchema[]) {
    super();
    this.elements = elements;
  }

  override children(): readonly AnySchema[] {
    return this.elements;
  }

  override sign(signature: Signature): void {
    signature.composite(this, () => {
      // A tuple without elements is the unit type.
      if (this.elements.length === 0) return signature.leaf("unit");
      signature.u8(TUPLE);
      signature.varint32(this.elements.length);
      for (const element of this.elements) element.sign(signature);
    });
  }

  override collect(found: FoundChannel[], value: unknown, depth: number): void {
    if (!Array.isArray(value)) throw new EncodeError("an array", describe(value));
    const fields = this.elements.map((schema, i) => ({ name: `${i}`, schema }));
    collectFields(found, fields, value, depth);
  }

  leastSize(of: (child: AnySchema) => number): number {
    return this.elements.reduce((size, element) => size + of(element), 0);
  }

  encode(writer: Writer, value: T): void {
    if (!Array.isArray(value)) throw new EncodeError("an array", describe(value));
    const { elements } = this;
    if (value.length !== elements.length) throw new EncodeError(`a tuple of ${elements.length}`, "another length");
    writer.enter();
    let i = 0;
    try {
      for (const element of elements) {
        element.encode(writer, value[i]);
        i++;
      }
    } catch (error) {
      throw within(error, `${i}`);
    }
    writer.leave();
  }

  decode(reader: Reader): T {
    reader.enter();
    // Of its size from the beginning: one that grows takes room for 17.
    const value: unknown[] = new Array(this.elements.length);
    let i = 0;
    try {
      for (const element of this.elements) {
        value[i] = element.decode(reader);
        i++;
      }
    } catch (error) {
      throw within(error, `${i}`);
    }
    reader.leave();
    // The elements are those of T by construction of `tuple`.
    return value as readonly unknown[] as T;
  }
}

/** Encodes the properties of `value` that `fields` names. */
export function encodeFields(writer: Writer, fields: readonly Field[], value: Record<string, unknown>): void {
  let name = "";
  try {
    for (const field of fields) {
      name = field.name;
      field.schema.encode(writer, value[name]);
    }
  } catch (error) {
    throw within(error, name);
  }
}

/** Decodes `fields` into properties of `value`. */
export function decodeFields(reader: Reader, fields: readonly Field[], value: Record<string, unknown>): void {
  let name = "";
  try {
    for (const field of fields) {
      name = field.name;
      value[name] = field.schema.decode(reader);
    }
  } catch (error) {
    throw within(error, name);
  }
}

/** Adds the channels in the properties of `value` that `fields` names. */
export function collectFields(found: FoundChannel[], fields: readonly Field[], value: unknown, depth: number): void {
  if (!isRecord(value)) throw new EncodeError("an object", describe(value));
  for (const { name, schema } of fields) {
    try {
      collectInto(found, schema, value[name], depth + 1);
    } catch (error) {
      throw within(error, name);
    }
  }
}

/** Whether properties can be read off `value`. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

/** Refuses names that a JavaScript object does not keep as they are. `place` says whose names they are. */
export function checkNames(names: readonly string[], place: string): void {
  for (const name of names) {
    if (/^\d+$/.test(name)) throw new SchemaError(`${place} "${name}": JavaScript objects put integer names first`);
    if (name === "__proto__") throw new SchemaError(`${place} "__proto__" would be the prototype of the object`);
    if (name === "") throw new SchemaError(`${place} with an empty name`);
  }
}

/** The fields of a definition, checked. */
export function fieldsOf(definitions: FieldDefinitions, place: string): Field[] {
  checkNames(Object.keys(definitions), place);
  return Object.entries(definitions).map(([name, schema]) => {
    if (!(schema instanceof Schema)) throw new SchemaError(`${place} "${name}" is not a schema`);
    return { name, schema };
  });
}
