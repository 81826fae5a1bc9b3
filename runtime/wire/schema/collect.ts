import { EncodeError } from "../errors.ts";
import { MAX_DEPTH } from "../limits.ts";
import type { ChannelSchema } from "./channel.ts";
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
  collectInto(found, schema, value, 0);
  return found;
}

/** Adds the channels of a part to those found before it. */
export function collectInto(found: FoundChannel[], schema: AnySchema, value: unknown, depth: number): void {
  if (!schema.hasChannels) return;
  if (depth > MAX_DEPTH) throw new EncodeError(`at most ${MAX_DEPTH} levels of nesting`, "a deeper value");
  schema.collect(found, value, depth);
}
