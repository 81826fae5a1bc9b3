import { describe, EncodeError, within } from "../errors.ts";
import { MAX_DEPTH } from "../limits.ts";
import { ChannelSchema } from "./channel.ts";
import { EnumSchema } from "./enum.ts";
import { LazySchema } from "./lazy.ts";
import { isSome, MaybeSchema, OptionSchema } from "./option.ts";
import { type Field, isRecord, StructSchema, TupleSchema } from "./record.ts";
import { isResult, notResult, ResultSchema } from "./result.ts";
import type { AnySchema } from "./schema.ts";

/** A channel found in a value. */
export interface FoundChannel {
  readonly schema: ChannelSchema;
  readonly value: unknown;
}

/**
 * The channels inside `value`, in discovery order: depth first, declaration order, the active variant only, nothing for
 * None, collections not entered (`rpc.channel.discovery`). Throws `EncodeError` where the value has another shape.
 */
export function collectChannels(schema: AnySchema, value: unknown): FoundChannel[] {
  const found: FoundChannel[] = [];
  visit(schema, value, found, 0);
  return found;
}

function visit(schema: AnySchema, value: unknown, found: FoundChannel[], depth: number): void {
  if (!schema.hasChannels) return;
  if (depth > MAX_DEPTH) throw new EncodeError(`at most ${MAX_DEPTH} levels of nesting`, "a deeper value");
  if (schema instanceof ChannelSchema) {
    found.push({ schema, value });
  } else if (schema instanceof LazySchema) {
    visit(schema.target, value, found, depth);
  } else if (schema instanceof OptionSchema) {
    if (value !== null && value !== undefined) visit(schema.inner, value, found, depth + 1);
  } else if (schema instanceof MaybeSchema) {
    if (isSome(value)) visitFields([{ name: "value", schema: schema.inner }], value, found, depth);
  } else if (schema instanceof ResultSchema) {
    if (!isResult(value)) throw notResult(value);
    const part = value.ok ? { name: "value", schema: schema.value } : { name: "error", schema: schema.error };
    visitFields([part], value, found, depth);
  } else if (schema instanceof TupleSchema) {
    if (!Array.isArray(value)) throw new EncodeError("an array", describe(value));
    const fields = schema.elements.map((element, i) => ({ name: `${i}`, schema: element }));
    visitFields(fields, value, found, depth);
  } else if (schema instanceof StructSchema) {
    visitFields(schema.fields, value, found, depth);
  } else if (schema instanceof EnumSchema) {
    const variant = schema.variantOf(value);
    if (variant === undefined) throw new EncodeError("the tag of a variant of the enum", "another tag");
    try {
      visitFields(variant.fields, value, found, depth);
    } catch (error) {
      throw within(error, variant.name);
    }
  }
}

function visitFields(fields: readonly Field[], value: unknown, found: FoundChannel[], depth: number): void {
  if (!isRecord(value)) throw new EncodeError("an object", describe(value));
  for (const field of fields) {
    try {
      visit(field.schema, value[field.name], found, depth + 1);
    } catch (error) {
      throw within(error, field.name);
    }
  }
}
