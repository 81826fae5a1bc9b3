import { assign, setup } from "xstate";
import type { Ending, Profile } from "./endings.ts";
import { type IntentOf, intent } from "./intent.ts";
import type { ChannelInput } from "./outgoing-channel.ts";

export interface IncomingChannelInput extends ChannelInput {
  readonly profile: Profile;
}

export interface IncomingChannelContext extends IncomingChannelInput {
  /** Close came before the channel was bound. */
  readonly closeSeen: boolean;
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
    closeSeen: ({ context }) => context.closeSeen,
    closeSeenItemsLeft: ({ context, event }) => context.closeSeen && "queued" in event && event.queued > 0,
    closeUnseen: ({ context }) => !context.closeSeen,
    compat: ({ context }) => context.profile === "compat",
  },
  actions: {
    ...intents,
    noteClose: assign({ closeSeen: true }),
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

/**
 * The receiving end of a channel (Rx).
 *
 * ```text
 * announced ──local.bind──▶ open ──peer.close──▶ draining ──local.drained──▶ closed
 *                            └──▶ reset | lost
 * ```
 */
export const incomingChannel = definition.createMachine({
  id: "incomingChannel",
  description: "A channel that this peer receives on",
  context: ({ input }) => ({ ...input, closeSeen: false, ending: null }),
  initial: "announced",
  states: {
    announced: {
      description: "Its id is known; what comes early is kept, bounded",
      tags: "data",
      on: {
        "local.bind": [
          { guard: "closeSeenItemsLeft", target: "draining", description: "Close is already here, items are left" },
          {
            guard: "closeSeen",
            target: "closed",
            actions: "finishReaders",
            description: "Closed before a single item came",
          },
          { target: "open", description: "The application holds the receiving end" },
        ],
        "peer.close": { guard: "closeUnseen", actions: "noteClose", description: "Close before binding: remembered" },
        "peer.reset": resetThere,
        "local.reset": resetHere,
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
        "local.reset": {
          target: "closed",
          actions: "dropItems",
          description: "The application wants no more; the sender has closed anyway",
        },
        "peer.item": { guard: "compat", description: "7.3.0 peers can send Items after Close: dropped" },
        "peer.close": { guard: "compat", description: "7.3.0 peers can send Close twice: ignored" },
        "peer.reset": { description: "Nothing left to break off" },
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
