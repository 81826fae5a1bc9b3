import fc from "fast-check";
import type { Method } from "../../../runtime/driver/method.ts";
import { ChannelSchema } from "../../../runtime/wire/index.ts";
import { arbitrary } from "./arbitrary.ts";

/** How a call is made. */
export type Manner =
  /** And waited for. */
  | "whole"
  /** Given up, at once or a moment later. */
  | "cancelled"
  /** Its streams are left after some items. */
  | "left";

/** One call of a run. */
export interface Command {
  readonly method: Method;
  /** For a channel: the items to send, or nothing for one to receive on. */
  readonly args: readonly unknown[];
  readonly manner: Manner;
  /** Items read before a stream is left; of a cancel, whether a moment passes first. */
  readonly after: number;
}

/** Whether the argument is a channel that the handler sends on. */
export function isOutput({ args }: Method, index: number): boolean {
  const schema = args.elements[index];
  return schema instanceof ChannelSchema && schema.direction === "tx";
}

const MOST_ITEMS = 40;

/** Whether calls of the method can be made up: its channels, if any, stand as arguments of their own. */
export function isTestable({ args }: Method): boolean {
  return args.elements.every((schema) => schema instanceof ChannelSchema || !schema.hasChannels);
}

export interface CommandOptions {
  readonly cancels: boolean;
  /** In place of values from the method's types. */
  readonly values: fc.Arbitrary<readonly unknown[]> | undefined;
}

/** Arbitrary calls of a method. */
export function commandsOf(method: Method, { cancels, values }: CommandOptions): fc.Arbitrary<Command> {
  const { elements } = method.args;
  const args = values ?? fc.tuple(...elements.map(argumentOf));
  const manners: { arbitrary: fc.Arbitrary<Manner>; weight: number }[] = [
    { arbitrary: fc.constant<Manner>("whole"), weight: 6 },
  ];
  if (cancels) manners.push({ arbitrary: fc.constant<Manner>("cancelled"), weight: 1 });
  const isStream = elements.some((_, index) => isOutput(method, index));
  if (cancels && isStream) manners.push({ arbitrary: fc.constant<Manner>("left"), weight: 1 });
  return fc.record({
    method: fc.constant(method),
    args,
    // Shrinks to a whole call where one is wrong as well.
    manner: fc.oneof({ withCrossShrink: true }, ...manners),
    after: fc.nat(5),
  });
}

function argumentOf(schema: Method["args"]["elements"][number]): fc.Arbitrary<unknown> {
  if (!(schema instanceof ChannelSchema)) return arbitrary(schema);
  return schema.direction === "tx" ? fc.constant(null) : fc.array(arbitrary(schema.element), { maxLength: MOST_ITEMS });
}

/** A call in words, such as `put("a", 1), cancelled`. */
export function wordsOf({ method, args, manner, after }: Command): string {
  const shown = args.map((value, index) => (isOutput(method, index) ? "tx" : fc.stringify(value))).join(", ");
  const how = manner === "whole" ? "" : manner === "cancelled" ? ", cancelled" : `, left after ${after} items`;
  return `${method.name}(${shown})${how}`;
}
