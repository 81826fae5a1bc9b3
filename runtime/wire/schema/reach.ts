import { SchemaError } from "../errors.ts";
import type { AnySchema, SchemaKind } from "./schema.ts";

/** A `lazy` whose function builds a new schema each time would have no end; nothing real is this big. */
const MAX_SCHEMAS = 10_000;

const CLOSED_TO_CHANNELS: ReadonlySet<SchemaKind> = new Set<SchemaKind>([
  "list",
  "slice",
  "array",
  "map",
  "set",
  "channel",
]);

/** Every schema reachable from `root`, itself first. With `stopAtLazy`, nothing behind a `lazy` is resolved. */
function reachable(root: AnySchema, stopAtLazy = false): AnySchema[] {
  const seen = new Set([root]);
  for (const schema of seen) {
    if (stopAtLazy && schema.kind === "lazy") continue;
    for (const child of schema.children()) seen.add(child);
    if (seen.size > MAX_SCHEMAS) {
      throw new SchemaError(`a schema of more than ${MAX_SCHEMAS} parts: does lazy() build a new one at each call?`);
    }
  }
  return [...seen];
}

/** Refuses, at definition, a channel below a collection or another channel. What `lazy` hides waits for `validate`. */
export function refuseChannels(holder: SchemaKind, element: AnySchema, stopAtLazy = true): void {
  if (reachable(element, stopAtLazy).some((schema) => schema.kind === "channel")) {
    throw new SchemaError(`a channel cannot stand inside a ${holder} (rpc.channel.no-collections)`);
  }
}

/** Refuses, at definition, an option whose Some has the JavaScript value of None. */
export function refuseAmbiguous(inner: AnySchema): void {
  if (inner.kind === "option" || inner.kind === "unit") {
    throw new SchemaError(
      `an option of ${inner.kind} has no JavaScript value that tells Some from None: use t.maybe()`,
    );
  }
}

/** Both for every part of `root`, with all `lazy` ones resolved: done when a schema is first put to use. */
export function validate(root: AnySchema): AnySchema[] {
  const schemas = reachable(root);
  for (const schema of schemas) {
    for (const child of schema.children()) {
      if (CLOSED_TO_CHANNELS.has(schema.kind)) refuseChannels(schema.kind, child, false);
      if (schema.kind === "option")
        for (const inner of child.kind === "lazy" ? child.children() : [child]) refuseAmbiguous(inner);
    }
  }
  return schemas;
}

/**
 * Size of the smallest value of `root`. Recursive types make this a fixed point: all sizes start at infinity and come
 * down until none changes any more.
 */
export function leastSizeOf(root: AnySchema): number {
  const schemas = validate(root).reverse();
  const sizes = new Map<AnySchema, number>();
  const sizeOf = (schema: AnySchema) => sizes.get(schema) ?? Number.POSITIVE_INFINITY;
  for (let changed = true; changed; ) {
    changed = false;
    for (const schema of schemas) {
      const size = schema.leastSize(sizeOf);
      if (size === sizeOf(schema)) continue;
      sizes.set(schema, size);
      changed = true;
    }
  }
  return sizeOf(root);
}
