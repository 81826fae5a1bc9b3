import { assign, setup } from "xstate";
import type { Ending } from "./endings.ts";
import { type IntentOf, intent } from "./intent.ts";
import type { RequestInput } from "./outgoing-request.ts";

/** Why a call is answered without running its handler. */
export type Refusal = "unknownMethod" | "invalidPayload";

export interface IncomingRequestContext extends RequestInput {
  readonly ending: Ending | null;
}

export type IncomingRequestEvent =
  | { type: "parent.slot" }
  | { type: "parent.ended"; ending: Ending }
  | { type: "local.refuse"; refusal: Refusal }
  | { type: "local.respond" }
  | { type: "local.fail" }
  | { type: "peer.cancel" }
  | { type: "timer.giveUp" };

export type IncomingRequestOutcome = "responded" | "failed" | "cancelled" | "refused" | "abandoned";

export interface IncomingRequestOutput {
  readonly outcome: IncomingRequestOutcome;
  readonly connection: number;
  readonly request: number;
  readonly ending: Ending | null;
}

const intents = {
  runHandler: intent(),
  /** Answer with what the handler gave. */
  sendResponse: intent(),
  /** Answer with Cancelled. */
  sendCancelled: intent(),
  sendRefusal: intent<{ refusal: Refusal }>(),
  /** Nobody holds the call's channels on this side: end them. */
  endChannels: intent(),
  /** Tell the handler to stop. */
  abortHandler: intent(),
  reportFailure: intent(),
  armGiveUp: intent(),
  /** The handler no longer runs: another may. */
  freeSlot: intent(),
  /** The handler ignores its signal. */
  reportLeak: intent(),
};

export type IncomingRequestIntent = IntentOf<typeof intents>;

const definition = setup({
  types: {} as {
    context: IncomingRequestContext;
    events: IncomingRequestEvent;
    input: RequestInput;
    output: IncomingRequestOutput;
  },
  actions: {
    ...intents,
    noteEnding: assign(({ event }) => (event.type === "parent.ended" ? { ending: event.ending } : {})),
  },
});

const fresh: IncomingRequestContext = { connection: 0, request: 0, method: "", ending: null };

/**
 * A call that the counterpart makes: exactly one Response, whatever happens (`rpc.response.one-per-request`).
 *
 * ```text
 * queued ──parent.slot──▶ handling ──local.respond──▶ responded
 *    │ local.refuse           │ └────local.fail─────▶ failed
 *    └──▶ refused             └─peer.cancel─▶ cancelling ─▶ cancelled
 * ```
 */
export const incomingRequest = definition.createMachine({
  id: "incomingRequest",
  description: "A call that this peer answers",
  context: ({ input: { connection, request, method } }) => ({ ...fresh, connection, request, method }),
  initial: "queued",
  states: {
    queued: {
      description: "Waits for a free handler slot",
      on: {
        "parent.slot": { target: "handling", actions: "runHandler", description: "The handler may run" },
        "local.refuse": {
          target: "refused",
          actions: [{ type: "sendRefusal", params: ({ event }) => ({ refusal: event.refusal }) }, "endChannels"],
          description: "No such method, or its arguments do not decode",
        },
        "peer.cancel": {
          target: "cancelled",
          actions: ["sendCancelled", "endChannels"],
          description: "Cancelled before it ran",
        },
        "parent.ended": { target: "abandoned", actions: "noteEnding", description: "The connection ended" },
      },
    },
    handling: {
      description: "The handler runs",
      on: {
        "local.respond": {
          target: "responded",
          actions: ["sendResponse", "freeSlot"],
          description: "The handler returned",
        },
        "local.fail": {
          target: "failed",
          actions: ["sendCancelled", "endChannels", "reportFailure", "freeSlot"],
          description: "The handler threw: the caller learns only that there is no answer; nobody holds its channels",
        },
        "peer.cancel": {
          target: "cancelling",
          actions: ["sendCancelled", "armGiveUp", "abortHandler"],
          description: "Answered at once; the handler is told to stop",
        },
        "parent.ended": {
          target: "abandoned",
          actions: ["noteEnding", "abortHandler", "freeSlot"],
          description: "Nobody waits for the answer any more",
        },
      },
    },
    cancelling: {
      description: "Answered Cancelled; waits for the handler to stop",
      on: {
        "local.respond": { target: "cancelled", actions: "freeSlot", description: "Too late: dropped" },
        "local.fail": {
          target: "cancelled",
          actions: ["endChannels", "freeSlot"],
          description: "The handler stopped by throwing: nobody holds its channels",
        },
        "timer.giveUp": {
          target: "cancelled",
          actions: ["reportLeak", "freeSlot"],
          description: "The handler ignores its signal",
        },
        "peer.cancel": { description: "Already cancelled" },
        "parent.ended": {
          target: "abandoned",
          actions: ["noteEnding", "freeSlot"],
          description: "The connection ended",
        },
      },
    },
    responded: { description: "Answered with the handler's result", type: "final", output: "responded" },
    failed: { description: "The handler threw; answered Cancelled", type: "final", output: "failed" },
    cancelled: { description: "Cancelled by the caller", type: "final", output: "cancelled" },
    refused: { description: "Answered without running a handler", type: "final", output: "refused" },
    abandoned: { description: "The connection ended first", type: "final", output: "abandoned" },
  },
  output: ({ context, event }) => ({
    outcome: event.output as IncomingRequestOutcome,
    connection: context.connection,
    request: context.request,
    ending: context.ending,
  }),
});
