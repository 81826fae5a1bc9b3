import { channel, defineService, type Handlers, t } from "../../runtime/index.ts";

const Either = t.enum({ None: null, Both: { in: t.rx(t.i32), skipped: t.option(t.tx(t.i32)) }, One: t.tx(t.i32) });
const Shape = t.struct({ first: t.option(t.rx(t.i32)), pair: t.tuple([t.rx(t.i32), t.u8]) });

/** Channels inside structs, options, tuples and enums. */
export const Nested = defineService("Nested", { deep: t.method([Shape, Either], t.unit) });

/** Handlers for tests that are not about them. */
export const idle: Handlers<typeof Nested.types> = { deep: () => {} };

/** Arguments with three channels, and the ends to send on, in discovery order. */
export function nested() {
  const [first, second, third] = [channel(t.i32), channel(t.i32), channel(t.i32)];
  const ends = [first[0], second[0], third[0]];
  const shape = { first: first[1], pair: [second[1], 7] as [(typeof second)[1], number] };
  const either = { tag: "Both" as const, in: third[1], skipped: null };
  const args: [typeof shape, typeof either] = [shape, either];
  return { args, ends };
}
