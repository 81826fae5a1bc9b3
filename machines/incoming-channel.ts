import { assign, setup } from "xstate";
import type { Ending, Profile } from "./endings.ts";
import { type IntentOf, intent } from "./intent.ts";
import type { ChannelInput } from "./outgoing-channel.ts";

export interface IncomingChannelInput extends ChannelInput {
  readonly profile: Profile;
}

export interface IncomingChannelContext extends IncomingChannelInput {
  readonly ending: Ending | null;
}

/** `queued` is the number of items that the application has not taken. */
export type IncomingChannelEvent =
  | { type: "local.bind"; queued: number }
  | { type: "local.reset" }
  | { type: "local.drained" }
  | { type: "peer.item" }
  | { type: "peer.item.overrun" }
  | { type: "peer.close"; queued: number }
  | { type: "peer.reset" }
  | { type: "parent.ended"; ending: Ending };

export type IncomingChannelOutcome = "closed" | "reset" | "lost";

export interface IncomingChannelOutput {
  readonly outcome: IncomingChannelOutcome;
  readonly connection: number;
  readonly channel: number;
  readonly ending: Ending | null;
}

const intents = {
  sendReset: intent(),
  /** Readers get what is queued, then the end of the stream. */
  finishReaders: intent(),
  /** Readers get what is queued, then an error with what the context says. */
  failReaders: intent(),
  /** What is queued is thrown away; readers get the end at once. */
  dropItems: intent(),
};

export type IncomingChannelIntent = IntentOf<typeof intents>;

const definition = setup({
  types: {} as {
    context: IncomingChannelContext;
    events: IncomingChannelEvent;
    input: IncomingChannelInput;
    output: IncomingChannelOutput;
  },
  guards: {
    itemsLeft: ({ event }) => "queued" in event && event.queued > 0,
    compat: ({ context }) => context.profile === "compat",
  },
  actions: {
    ...intents,
    noteEnding: assign(({ event }) => (event.type === "parent.ended" ? { ending: event.ending } : {})),
  },
});

const resetHere = {
  target: "reset",
  actions: ["dropItems", "sendReset"],
  description: "The application wants no more: the sender is told",
} as const;

const resetThere = { target: "reset", actions: "failReaders", description: "The sender broke the stream off" } as const;

const lost = {
  target: "lost",
  actions: ["noteEnding", "failReaders"],
  description: "The connection ended before Close",
} as const;

/** Rows of the states after Close: no items are taken any more, nothing is sent. */
const afterClose = {
  "local.reset": {
    target: "closed",
    actions: "dropItems",
    description: "The application wants no more; the sender has closed anyway",
  },
  "peer.item": { guard: "compat", description: "7.3.0 peers can send Items after Close: dropped" },
  "peer.close": { guard: "compat", description: "7.3.0 peers can send Close twice: ignored" },
  "peer.reset": { description: "Nothing left to break off" },
} as const;

/**
 * The receiving end of a channel (Rx).
 *
 * ```text
 * announced ──local.bind──▶ open ──peer.close──▶ draining ──local.drained──▶ closed
 *     │ peer.close            └──▶ reset | lost     ▲
 *     └────────▶ closedEarly ──local.bind───────────┘
 * ```
 */
export const incomingChannel = definition.createMachine({
  id: "incomingChannel",
  description: "A channel that this peer receives on",
  context: ({ input: { connection, channel, profile } }) => ({ connection, channel, profile, ending: null }),
  initial: "announced",
  states: {
    announced: {
      description: "Its id is known; what comes early is kept, bounded",
      tags: "data",
      on: {
        "local.bind": { target: "open", description: "The application holds the receiving end" },
        "peer.close": { target: "closedEarly", description: "Close before binding: remembered" },
        "peer.reset": resetThere,
        "local.reset": resetHere,
        "parent.ended": lost,
      },
    },
    closedEarly: {
      description: "Close came before the channel was bound; what came before it is kept",
      on: {
        "local.bind": [
          { guard: "itemsLeft", target: "draining", description: "Items are left to take" },
          { target: "closed", actions: "finishReaders", description: "Closed before a single item came" },
        ],
        ...afterClose,
        "parent.ended": lost,
      },
    },
    open: {
      description: "Items come in against the credit that we granted",
      tags: "data",
      on: {
        "peer.close": [
          { guard: "itemsLeft", target: "draining", description: "End of the stream; items are left to take" },
          { target: "closed", actions: "finishReaders", description: "End of the stream, all items taken" },
        ],
        "peer.reset": resetThere,
        "local.reset": resetHere,
        "parent.ended": lost,
      },
    },
    draining: {
      description: "Close came; waits for the application to take what is left",
      on: {
        "local.drained": { target: "closed", actions: "finishReaders", description: "The last item was taken" },
        ...afterClose,
        "parent.ended": {
          target: "closed",
          actions: ["noteEnding", "finishReaders"],
          description: "The stream is complete: what is queued stays readable",
        },
      },
    },
    closed: { description: "The sender closed it and every item is accounted for", type: "final", output: "closed" },
    reset: { description: "Broken off by either side", type: "final", output: "reset" },
    lost: { description: "The connection ended before Close", type: "final", output: "lost" },
  },
  output: ({ context, event }) => ({
    outcome: event.output as IncomingChannelOutcome,
    connection: context.connection,
    channel: context.channel,
    ending: context.ending,
  }),
});
