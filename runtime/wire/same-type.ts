import type { AnySchema } from "./schema/schema.ts";

type Pair = readonly [AnySchema, AnySchema];

/**
 * Whether two schemas stand for one Rust type, where ours may be two objects: types without a name (tuples, options,
 * lists, ...) are one if their parts are, structs and enums only if they are the same object. `above` holds the pairs
 * being compared: one that comes back goes round without a named type, as only tuple structs can, which have names.
 */
export function isSameType(a: AnySchema, b: AnySchema, above: readonly Pair[] = []): boolean {
  const left = a.meant;
  const right = b.meant;
  if (left === right) return true;
  const { head } = left;
  if (head === "struct" || head === "enum" || head !== right.head) return false;
  if (above.some(([l, r]) => l === left && r === right)) return false;
  const inside: readonly Pair[] = [...above, [left, right]];
  const theirs = right.parts();
  const ours = left.parts();
  return ours.length === theirs.length && ours.every((part, i) => isSamePart(part, theirs[i], inside));
}

function isSamePart(part: AnySchema, other: AnySchema | undefined, above: readonly Pair[]): boolean {
  return other !== undefined && isSameType(part, other, above);
}
