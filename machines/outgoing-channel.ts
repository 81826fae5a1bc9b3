import { assign, setup } from "xstate";
import type { Ending } from "./endings.ts";
import { type IntentOf, intent } from "./intent.ts";

export interface ChannelInput {
  readonly connection: number;
  readonly channel: number;
}

export interface OutgoingChannelContext extends ChannelInput {
  /** The writer closed before the channel was announced. */
  readonly closeRequested: boolean;
  readonly ending: Ending | null;
}

export type OutgoingChannelEvent =
  | { type: "parent.announced" }
  | { type: "parent.ended"; ending: Ending }
  | { type: "local.stall" }
  | { type: "local.withdraw" }
  | { type: "local.close" }
  | { type: "peer.grant" }
  | { type: "peer.grant.overflow" }
  | { type: "peer.reset" };

export type OutgoingChannelOutcome = "closed" | "reset" | "lost";

export interface OutgoingChannelOutput {
  readonly outcome: OutgoingChannelOutcome;
  readonly connection: number;
  readonly channel: number;
  readonly ending: Ending | null;
}

const intents = {
  /** Items may go out: let the writers on. */
  startWriters: intent(),
  sendClose: intent(),
  /** No write will succeed any more; the context says why. */
  failWriters: intent(),
};

export type OutgoingChannelIntent = IntentOf<typeof intents>;

const definition = setup({
  types: {} as {
    context: OutgoingChannelContext;
    events: OutgoingChannelEvent;
    input: ChannelInput;
    output: OutgoingChannelOutput;
  },
  guards: {
    closeRequested: ({ context }) => context.closeRequested,
  },
  actions: {
    ...intents,
    noteClose: assign({ closeRequested: true }),
    noteEnding: assign(({ event }) => (event.type === "parent.ended" ? { ending: event.ending } : {})),
  },
});

const ended = {
  "peer.reset": { target: "reset", actions: "failWriters", description: "The receiver wants no more" },
  "parent.ended": {
    target: "lost",
    actions: ["noteEnding", "failWriters"],
    description: "The connection ended",
  },
} as const;

/**
 * The sending end of a channel (Tx).
 *
 * ```text
 * unbound ──parent.announced──▶ flowing ◀──peer.grant── stalled
 *                                 │  └───local.stall──────▲
 *                                 └──▶ closed | reset | lost
 * ```
 */
export const outgoingChannel = definition.createMachine({
  id: "outgoingChannel",
  description: "A channel that this peer sends on",
  context: ({ input: { connection, channel } }) => ({ connection, channel, closeRequested: false, ending: null }),
  initial: "unbound",
  states: {
    unbound: {
      description: "Has an id; the Call that announces it is not on the wire",
      on: {
        "parent.announced": [
          {
            guard: "closeRequested",
            target: "closed",
            actions: "sendClose",
            description: "Announced and closed in one go",
          },
          { target: "flowing", actions: "startWriters", description: "The Call is on the wire" },
        ],
        "local.close": { actions: "noteClose", description: "Close follows the Call" },
        "parent.ended": ended["parent.ended"],
      },
    },
    flowing: {
      description: "Items go out against credit",
      tags: "data",
      on: {
        "local.stall": { target: "stalled", description: "A writer waits and there is no credit" },
        "local.close": { target: "closed", actions: "sendClose", description: "End of the stream" },
        ...ended,
      },
    },
    stalled: {
      description: "A writer waits for the receiver's credit",
      on: {
        "peer.grant": { target: "flowing", actions: "startWriters", description: "Credit came" },
        "local.withdraw": { target: "flowing", description: "The writer gave up" },
        "local.close": {
          target: "closed",
          actions: ["failWriters", "sendClose"],
          description: "Closed over the heads of waiting writers",
        },
        ...ended,
      },
    },
    closed: { description: "We closed it", type: "final", output: "closed" },
    reset: { description: "The receiver reset it", type: "final", output: "reset" },
    lost: { description: "The connection ended first", type: "final", output: "lost" },
  },
  output: ({ context, event }) => ({
    outcome: event.output as OutgoingChannelOutcome,
    connection: context.connection,
    channel: context.channel,
    ending: context.ending,
  }),
});
