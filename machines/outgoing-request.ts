import { assign, setup } from "xstate";
import type { Ending } from "./endings.ts";
import { type IntentOf, intent } from "./intent.ts";

export interface RequestInput {
  readonly connection: number;
  readonly request: number;
  readonly method: string;
}

export interface OutgoingRequestContext extends RequestInput {
  /** Why the user's promise was rejected before an answer came. */
  readonly gaveUp: "cancelled" | "timedOut" | null;
  readonly ending: Ending | null;
}

export type OutgoingRequestEvent =
  | { type: "parent.slot" }
  | { type: "parent.ended"; ending: Ending }
  | { type: "local.cancel" }
  | { type: "timer.deadline" }
  | { type: "timer.giveUp" }
  | { type: "peer.response" };

export type OutgoingRequestOutcome = "responded" | "cancelled" | "timedOut" | "lost";

export interface OutgoingRequestOutput {
  readonly outcome: OutgoingRequestOutcome;
  readonly connection: number;
  readonly request: number;
  readonly ending: Ending | null;
}

const intents = {
  sendCall: intent(),
  sendCancel: intent(),
  /** Settle the user's promise with the answer at hand. */
  settle: intent(),
  /** Reject the user's promise with what the context says. */
  reject: intent(),
  armGiveUp: intent(),
  /** A slot of the counterpart's limit is free again. */
  freeSlot: intent(),
  /** The answer may still come: it must be swallowed then. */
  expectLateResponse: intent(),
};

export type OutgoingRequestIntent = IntentOf<typeof intents>;

const definition = setup({
  types: {} as {
    context: OutgoingRequestContext;
    events: OutgoingRequestEvent;
    input: RequestInput;
    output: OutgoingRequestOutput;
  },
  guards: {
    byDeadline: ({ context }) => context.gaveUp === "timedOut",
  },
  actions: {
    ...intents,
    noteCancelled: assign({ gaveUp: "cancelled" }),
    noteTimedOut: assign({ gaveUp: "timedOut" }),
    noteEnding: assign(({ event }) => (event.type === "parent.ended" ? { ending: event.ending } : {})),
  },
});

// Spread, not written out at its place: when the first of many lives are long, V8 puts all later literals of one place
// among the old objects, and each call leaves garbage there that only a full collection takes.
const fresh: OutgoingRequestContext = { connection: 0, request: 0, method: "", gaveUp: null, ending: null };

const swallow = ["freeSlot"] as const;
const giveUp = ["expectLateResponse", "freeSlot"] as const;

/**
 * A call that we make.
 *
 * ```text
 * queued ──parent.slot──▶ awaitingResponse ──peer.response──▶ responded
 *    │                          │ local.cancel, timer.deadline
 *    │                          └──▶ cancelling ──▶ cancelled | timedOut
 *    └── parent.ended ──▶ lost (from every state that waits)
 * ```
 */
export const outgoingRequest = definition.createMachine({
  id: "outgoingRequest",
  description: "A call that this peer makes",
  context: ({ input: { connection, request, method } }) => ({ ...fresh, connection, request, method }),
  initial: "queued",
  states: {
    queued: {
      description: "Waits for a free slot of the counterpart's limit",
      on: {
        "parent.slot": { target: "awaitingResponse", actions: "sendCall", description: "A slot is free" },
        "local.cancel": {
          target: "cancelled",
          actions: ["noteCancelled", "reject"],
          description: "Never sent, so nothing to tell the counterpart",
        },
        "timer.deadline": {
          target: "timedOut",
          actions: ["noteTimedOut", "reject"],
          description: "No slot came free in time",
        },
        "parent.ended": { target: "lost", actions: ["noteEnding", "reject"], description: "The connection ended" },
      },
    },
    awaitingResponse: {
      description: "The Request is out; waits for its Response",
      on: {
        "peer.response": { target: "responded", actions: ["settle", "freeSlot"], description: "The answer" },
        "local.cancel": {
          target: "cancelling",
          actions: ["noteCancelled", "sendCancel", "reject", "armGiveUp"],
          description: "The user cancels; the counterpart is told",
        },
        "timer.deadline": {
          target: "cancelling",
          actions: ["noteTimedOut", "sendCancel", "reject", "armGiveUp"],
          description: "No answer in time; the counterpart is told",
        },
        "parent.ended": { target: "lost", actions: ["noteEnding", "reject"], description: "The connection ended" },
      },
    },
    cancelling: {
      description: "CancelRequest is out; the slot counts as taken until the Response comes",
      on: {
        "peer.response": [
          { guard: "byDeadline", target: "timedOut", actions: swallow, description: "Swallowed" },
          { target: "cancelled", actions: swallow, description: "Swallowed" },
        ],
        "timer.giveUp": [
          { guard: "byDeadline", target: "timedOut", actions: giveUp, description: "Waited long enough" },
          { target: "cancelled", actions: giveUp, description: "Waited long enough" },
        ],
        "local.cancel": { description: "Already cancelling" },
        "parent.ended": [
          { guard: "byDeadline", target: "timedOut", actions: "noteEnding", description: "The connection ended" },
          { target: "cancelled", actions: "noteEnding", description: "The connection ended" },
        ],
      },
    },
    responded: { description: "Answered", type: "final", output: "responded" },
    cancelled: { description: "Cancelled by the user", type: "final", output: "cancelled" },
    timedOut: { description: "Its deadline passed", type: "final", output: "timedOut" },
    lost: { description: "The connection ended first", type: "final", output: "lost" },
  },
  output: ({ context, event }) => ({
    outcome: event.output as OutgoingRequestOutcome,
    connection: context.connection,
    request: context.request,
    ending: context.ending,
  }),
});
