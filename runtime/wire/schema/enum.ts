import { describe, EncodeError, SchemaError, within } from "../errors.ts";
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";
import type { FoundChannel } from "./collect.ts";
import {
  checkNames,
  collectFields,
  decodeFields,
  encodeFields,
  type Field,
  type FieldDefinitions,
  fieldsOf,
  isRecord,
} from "./record.ts";
import { type AnySchema, type Infer, Schema } from "./schema.ts";
import { ENUM, type Signature } from "./signature.ts";

/** null: unit variant. A schema: newtype. An array: tuple variant. An object: struct variant. */
export type VariantDefinition = null | AnySchema | readonly AnySchema[] | FieldDefinitions;

/** What `enumeration({...})` takes, in declaration order. */
export type VariantDefinitions = { readonly [name: string]: VariantDefinition };

/** The value of one variant. */
export type VariantValue<Tag, D> = D extends null
  ? { tag: Tag }
  : D extends Schema<infer T>
    ? { tag: Tag; value: T }
    : D extends readonly AnySchema[]
      ? Merge<{ tag: Tag } & { -readonly [I in keyof D as I extends `${number}` ? I : never]: Infer<D[I]> }>
      : Merge<{ tag: Tag } & { -readonly [K in keyof D]: Infer<D[K]> }>;

/** The union of the values of all variants. */
export type EnumValue<V> = { [K in keyof V & string]: VariantValue<K, V[K]> }[keyof V & string];

type Merge<T> = { [K in keyof T]: T[K] };

/** A variant; `fields` are the properties of its value beside `tag`: "value" of a newtype, "0", "1", ... of a tuple. */
export interface Variant {
  readonly name: string;
  readonly index: number;
  readonly form: "unit" | "newtype" | "tuple" | "struct";
  readonly fields: readonly Field[];
}

/** Declaration index of the variant, then its fields. Values are objects told apart by `tag`. */
export class EnumSchema<T> extends Schema<T> {
  readonly kind = "enum";
  readonly variants: readonly Variant[];
  private readonly byName: ReadonlyMap<unknown, Variant>;

  constructor(definitions: VariantDefinitions) {
    super();
    checkNames(Object.keys(definitions), "a variant");
    this.variants = Object.entries(definitions).map(([name, definition], index) => variantOf(name, index, definition));
    this.byName = new Map(this.variants.map((variant) => [variant.name, variant]));
  }

  override children(): readonly AnySchema[] {
    return this.variants.flatMap((variant) => variant.fields.map((field) => field.schema));
  }

  override sign(signature: Signature): void {
    signature.composite(this, () => {
      signature.u8(ENUM);
      signature.varint32(this.variants.length);
      for (const variant of this.variants) {
        signature.string(variant.name);
        signVariant(signature, variant);
      }
    });
  }

  override collect(found: FoundChannel[], value: unknown, depth: number): void {
    const variant = isRecord(value) ? this.byName.get(value.tag) : undefined;
    if (variant === undefined) throw new EncodeError("the tag of a variant of the enum", "another tag");
    try {
      collectFields(found, variant.fields, value, depth);
    } catch (error) {
      throw within(error, variant.name);
    }
  }

  leastSize(of: (child: AnySchema) => number): number {
    return Math.min(
      ...this.variants.map(({ index, fields }) =>
        fields.reduce((size, field) => size + of(field.schema), index < 0x80 ? 1 : 2),
      ),
    );
  }

  encode(writer: Writer, value: T): void {
    if (!isRecord(value)) throw new EncodeError("an object with a tag", describe(value));
    const variant = this.byName.get(value.tag);
    if (variant === undefined) throw new EncodeError("the tag of a variant of the enum", "another tag");
    writer.varint32(variant.index);
    writer.enter();
    try {
      encodeFields(writer, variant.fields, value);
    } catch (error) {
      throw within(error, variant.name);
    }
    writer.leave();
  }

  decode(reader: Reader): T {
    const start = reader.offset;
    const variant = this.variants[reader.varint32("the index of a variant")];
    if (variant === undefined) {
      reader.offset = start;
      throw reader.error(`the index of a variant, below ${this.variants.length}`, "a higher one");
    }
    reader.enter();
    const value: Record<string, unknown> = { tag: variant.name };
    try {
      decodeFields(reader, variant.fields, value);
    } catch (error) {
      throw within(error, variant.name);
    }
    reader.leave();
    // The tag and fields are those of T by construction of `enumeration`; TypeScript cannot follow names through the loop.
    return value as T;
  }
}

function signVariant(signature: Signature, { form, fields }: Variant): void {
  const [only] = fields;
  if (only === undefined) {
    signature.u8(0);
  } else if (form !== "struct" && fields.length === 1) {
    signature.holder(1, only.schema);
  } else {
    signature.u8(2);
    signature.fields(fields);
  }
}

function variantOf(name: string, index: number, definition: VariantDefinition): Variant {
  if (definition === null) return { name, index, form: "unit", fields: [] };
  if (definition instanceof Schema) {
    return { name, index, form: "newtype", fields: [{ name: "value", schema: definition }] };
  }
  const place = `variant "${name}": a field`;
  if (isTuple(definition)) {
    return {
      name,
      index,
      form: "tuple",
      fields: notEmpty(
        definition.map((schema, i) => ({ name: `${i}`, schema })),
        name,
      ),
    };
  }
  const fields = notEmpty(fieldsOf(definition, place), name);
  if ("tag" in definition) throw new SchemaError(`${place} cannot be called "tag"`);
  return { name, index, form: "struct", fields };
}

// Array.isArray does not narrow a readonly array.
function isTuple(definition: FieldDefinitions | readonly AnySchema[]): definition is readonly AnySchema[] {
  return Array.isArray(definition);
}

function notEmpty(fields: Field[], variant: string): Field[] {
  if (fields.length === 0) throw new SchemaError(`variant "${variant}" has no fields: write null`);
  return fields;
}
