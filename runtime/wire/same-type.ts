import { ChannelSchema } from "./schema/channel.ts";
import { u8 } from "./schema/integer.ts";
import { LazySchema } from "./schema/lazy.ts";
import type { AnySchema } from "./schema/schema.ts";
import { ArraySchema } from "./schema/sequence.ts";

type Pair = readonly [AnySchema, AnySchema];

/**
 * Whether two schemas stand for one Rust type, where ours may be two objects: types without a name (tuples, options,
 * lists, ...) are one if their parts are, structs and enums only if they are the same object. `above` holds the pairs
 * being compared: one that comes back goes round without a named type, as only tuple structs can, which have names.
 */
export function isSameType(a: AnySchema, b: AnySchema, above: readonly Pair[] = []): boolean {
  const left = meant(a);
  const right = meant(b);
  if (left === right) return true;
  const head = headOf(left);
  if (head === "struct" || head === "enum" || head !== headOf(right)) return false;
  if (above.some(([l, r]) => l === left && r === right)) return false;
  const inside: readonly Pair[] = [...above, [left, right]];
  const theirs = partsOf(right);
  const ours = partsOf(left);
  return ours.length === theirs.length && ours.every((part, i) => isSamePart(part, theirs[i], inside));
}

function isSamePart(part: AnySchema, other: AnySchema | undefined, above: readonly Pair[]): boolean {
  return other !== undefined && isSameType(part, other, above);
}

/** What a `lazy` leads to; any other schema itself. */
export function meant(schema: AnySchema): AnySchema {
  return schema instanceof LazySchema ? schema.target : schema;
}

/** All that makes a type beside its parts. */
function headOf(schema: AnySchema): string {
  if (schema instanceof ArraySchema) return `array ${schema.length}`;
  if (schema instanceof ChannelSchema) return `${schema.direction} ${schema.initialCredit}`;
  return HEADS[schema.kind] ?? schema.kind;
}

/** Spellings of one Rust type that differ in the JavaScript value. */
const HEADS: { readonly [kind: string]: string } = { maybe: "option", bytes: "list", byteSlice: "slice" };

function partsOf(schema: AnySchema): readonly AnySchema[] {
  return schema.kind === "bytes" || schema.kind === "byteSlice" ? [u8] : schema.children();
}
