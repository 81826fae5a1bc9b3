import type { RuleId } from "../../machines/rules.ts";
import { DecodeError, decodeMessage, encodeMessage, type Message, Writer } from "../../runtime/wire/index.ts";
import type { Rewrite } from "./faults.ts";

/** What is said in place of a message, or `null` where the rule has nothing to do with it. */
type Breach = (message: Message) => readonly (Message | Uint8Array)[] | null;

const again = (message: Message) => [message, message];

/** An id that nobody opens in a simulation. */
const NOWHERE = 1_000_001;

const BREACHES = {
  "session.handshake": (message) => {
    if (message.kind === "Hello") return [{ ...message, version: 6 }];
    return message.kind === "HelloYourself" ? again(message) : null;
  },
  "session.message": (message) => (message.kind === "Request" ? [new Uint8Array([0, 99, 1])] : null),
  "session.message.connection-id": (message) =>
    message.kind === "Request" ? [{ ...message, connection: NOWHERE }] : null,
  "rpc.request.id-allocation": (message) => (message.kind === "Request" ? again(message) : null),
  "rpc.response.one-per-request": (message) => (message.kind === "Response" ? again(message) : null),
  "rpc.channel.close": (message) => {
    if (message.kind !== "CloseChannel") return null;
    const { connection, channel } = message;
    return [message, { kind: "ChannelItem", connection, channel, item: new Uint8Array([0]) }];
  },
  "rpc.flow-control.credit.exhaustion": (message) =>
    message.kind === "ChannelItem" ? Array.from({ length: 40 }, () => message) : null,
  "rpc.flow-control.credit.grant": (message) =>
    message.kind === "GrantCredit" ? [message, { ...message, channel: NOWHERE }] : null,
  "rpc.channel.reset": (message) =>
    message.kind === "GrantCredit"
      ? [message, { kind: "ResetChannel", connection: message.connection, channel: NOWHERE, metadata: [] }]
      : null,
  "connection.close.semantics": (message) => (message.kind === "CloseConnection" ? again(message) : null),
} as const satisfies Partial<Record<RuleId, Breach>>;

/** Rules that a simulated peer can break. */
export type BreakableRule = keyof typeof BREACHES;

export const breakableRules: readonly BreakableRule[] = Object.freeze(
  // The keys are those of the table above; `Object.keys` knows them as strings only.
  Object.keys(BREACHES).filter((rule): rule is BreakableRule => rule in BREACHES),
);

/**
 * A peer that breaks a rule, at each occasion with the probability `often`.
 *
 * @example
 * world.link({ right: { rewrite: breaking("rpc.response.one-per-request") } });
 */
export function breaking(rule: BreakableRule, { often = 1 }: { readonly often?: number } = {}): Rewrite {
  const breach: Breach = BREACHES[rule];
  return (payload, random) => {
    const said = inPlaceOf(payload, breach);
    if (said === null || !random.chance(often)) return [payload];
    return said.map((message) => (message instanceof Uint8Array ? message : bytesOf(message)));
  };
}

function inPlaceOf(payload: Uint8Array, breach: Breach): ReturnType<Breach> {
  try {
    return breach(decodeMessage(payload));
  } catch (error) {
    if (error instanceof DecodeError) return null;
    throw error;
  }
}

function bytesOf(message: Message): Uint8Array {
  const writer = new Writer();
  encodeMessage(writer, message);
  return writer.take();
}
