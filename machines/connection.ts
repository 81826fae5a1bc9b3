import { assign, setup } from "xstate";
import type { Ending, Profile, Settings } from "./endings.ts";
import { type IntentOf, intent } from "./intent.ts";

export interface ConnectionInput {
  readonly connection: number;
  readonly profile: Profile;
  readonly settings: Settings;
}

export interface ConnectionContext {
  /** 0 is the root. */
  readonly connection: number;
  readonly profile: Profile;
  readonly local: Settings;
  readonly remote: Settings | null;
  readonly ending: Ending | null;
}

/**
 * `peer.*.ended`, `.unknown` and the like are messages for an id that has no live actor; what they
 * mean is decided here, since no other chart can. `breach` names a limit of ours and its figure.
 */
export type ConnectionEvent =
  | { type: "local.open" }
  | { type: "local.accept"; settings: Settings }
  | { type: "local.reject" }
  | { type: "local.close" }
  | { type: "local.release" }
  | { type: "local.drain" }
  | { type: "peer.open"; settings: Settings }
  | { type: "peer.accept"; settings: Settings }
  | { type: "peer.reject" }
  | { type: "peer.close" }
  | { type: "peer.early" }
  | { type: "peer.call" }
  | { type: "peer.call.wrongParity" }
  | { type: "peer.call.idInUse" }
  | { type: "peer.call.badChannels" }
  | { type: "peer.call.beyondLimit"; breach: string }
  | { type: "peer.call.tooManyChannels"; breach: string }
  | { type: "peer.response.late" }
  | { type: "peer.response.ended" }
  | { type: "peer.response.unknown" }
  | { type: "peer.cancel.ended" }
  | { type: "peer.item.unannounced" }
  | { type: "peer.item.flood"; breach: string }
  | { type: "peer.item.ended" }
  | { type: "peer.item.afterClose" }
  | { type: "peer.item.unknown" }
  | { type: "peer.close.unannounced" }
  | { type: "peer.close.ended" }
  | { type: "peer.close.afterClose" }
  | { type: "peer.close.unknown" }
  | { type: "peer.reset.ended" }
  | { type: "peer.reset.unknown" }
  | { type: "peer.grant.ended" }
  | { type: "peer.grant.unknown" }
  | { type: "parent.established"; settings: Settings }
  | { type: "parent.ended"; ending: Ending };

export type ConnectionOutput =
  | { readonly outcome: "closed"; readonly connection: number; readonly ending: Ending }
  | { readonly outcome: "rejected"; readonly connection: number; readonly ending: Ending };

const intents = {
  sendOpen: intent(),
  sendAccept: intent(),
  sendReject: intent(),
  sendClose: intent(),
  /** Ask the user's accept hook. */
  askAcceptor: intent(),
  /** Calls may be made and taken from now on. */
  announceOpen: intent(),
  /** Every request and channel on the connection ends with the ending in the context. */
  endEverything: intent(),
  /** Start the actor for the Call at hand, although its id has the wrong parity. */
  admitCall: intent(),
  /** Answer the Call at hand with Cancelled, unrun. */
  refuseCall: intent(),
  /** Keep the Item or Close at hand until its channel is announced. */
  bufferEarly: intent(),
};

export type ConnectionIntent = IntentOf<typeof intents>;

const definition = setup({
  types: {} as {
    context: ConnectionContext;
    events: ConnectionEvent;
    input: ConnectionInput;
    output: ConnectionOutput;
  },
  guards: {
    compat: ({ context }) => context.profile === "compat",
    virtual: ({ context }) => context.connection > 0,
    acceptAcceptable: ({ context, event }) =>
      event.type === "peer.accept" && (context.profile === "compat" || event.settings.parity !== context.local.parity),
  },
  actions: {
    ...intents,
    rememberRemote: assign(({ event }) =>
      event.type === "peer.open" || event.type === "peer.accept" || event.type === "parent.established"
        ? { remote: event.settings }
        : {},
    ),
    rememberLocal: assign(({ event }) => (event.type === "local.accept" ? { local: event.settings } : {})),
    noteEnding: assign(({ event }) => ({ ending: endingOf(event) })),
  },
});

const compatOnly = { guard: "compat" } as const;

/** Messages that meet an id which has ended, told apart from those that break a rule. */
const crossings = {
  "peer.response.late": { description: "The answer to a call that we gave up waiting for: swallowed" },
  "peer.cancel.ended": { description: "CancelRequest crossed our Response: nothing to cancel" },
  "peer.item.ended": { description: "An Item crossed our ResetChannel: dropped" },
  "peer.item.afterClose": { ...compatOnly, description: "7.3.0 peers can send Items after Close: dropped" },
  "peer.close.ended": { description: "CloseChannel crossed our ResetChannel: nothing left to close" },
  "peer.close.afterClose": { ...compatOnly, description: "7.3.0 peers can send Close twice: ignored" },
  "peer.reset.ended": { description: "ResetChannel crossed our Close: nothing left to reset" },
  "peer.grant.ended": { description: "GrantCredit crossed our Close, or follows it: ignored" },
  "peer.item.unannounced": {
    ...compatOnly,
    actions: "bufferEarly",
    description: "7.3.0 peers can send Items before their Call: kept, bounded",
  },
  "peer.close.unannounced": {
    ...compatOnly,
    actions: "bufferEarly",
    description: "Close before its Call: kept, bounded",
  },
} as const;

const parentEnded = {
  target: "closed",
  actions: ["noteEnding", "endEverything"],
  description: "The session ended",
} as const;

const closes = {
  "peer.close": {
    guard: "virtual",
    target: "closed",
    actions: ["noteEnding", "endEverything"],
    description: "The counterpart closes; nothing more is sent on the id",
  },
  "local.close": {
    guard: "virtual",
    target: "closed",
    actions: ["noteEnding", "endEverything", "sendClose"],
    description: "The user closes",
  },
  "parent.ended": parentEnded,
} as const;

/**
 * A namespace of requests and channels: the root (id 0) or a virtual connection.
 *
 * ```text
 *      local.open                peer.accept
 * idle ──────────▶ awaitingAccept ──────────▶ open ──▶ draining ──▶ closed
 *   │ peer.open                local.accept    ▲  └─────────────────▶ closed
 *   ├──────────▶ deciding ─────────────────────┤
 *   │                └── local.reject ─▶ rejected
 *   └── parent.established (root) ─────────────┘
 * ```
 */
export const connection = definition.createMachine({
  id: "connection",
  description: "A connection inside a session",
  context: ({ input }) => ({
    connection: input.connection,
    profile: input.profile,
    local: input.settings,
    remote: null,
    ending: null,
  }),
  initial: "idle",
  states: {
    idle: {
      description: "The id is taken; nothing was said yet",
      on: {
        "parent.established": {
          target: "open",
          actions: ["rememberRemote", "announceOpen"],
          description: "The root opens with the session",
        },
        "local.open": { target: "awaitingAccept", actions: "sendOpen", description: "We open" },
        "peer.open": {
          target: "deciding",
          actions: ["rememberRemote", "askAcceptor"],
          description: "The counterpart opens; the accept hook decides",
        },
        "parent.ended": parentEnded,
      },
    },
    awaitingAccept: {
      description: "OpenConnection is out; waits for the verdict",
      on: {
        "peer.accept": {
          guard: "acceptAcceptable",
          target: "open",
          actions: ["rememberRemote", "announceOpen"],
          description: "Accepted with the counterpart's settings",
        },
        "peer.reject": { target: "rejected", actions: "noteEnding", description: "Refused with metadata" },
        "local.close": {
          target: "closed",
          actions: ["noteEnding", "sendClose"],
          description: "The user gave up; a late verdict is dropped",
        },
        "local.drain": {
          target: "closed",
          actions: ["noteEnding", "sendClose"],
          description: "The session drains; a late verdict is dropped",
        },
        "parent.ended": parentEnded,
      },
    },
    deciding: {
      description: "OpenConnection came; waits for the accept hook",
      on: {
        "local.accept": {
          target: "open",
          actions: ["rememberLocal", "sendAccept", "announceOpen"],
          description: "The hook takes it",
        },
        "local.reject": { target: "rejected", actions: ["noteEnding", "sendReject"], description: "The hook refuses" },
        "local.drain": { target: "rejected", actions: ["noteEnding", "sendReject"], description: "The session drains" },
        "peer.close": { target: "closed", actions: "noteEnding", description: "The opener gave up" },
        "parent.ended": parentEnded,
      },
    },
    open: {
      description: "Calls and channels run",
      tags: "data",
      on: {
        ...crossings,
        ...closes,
        "peer.call.wrongParity": {
          guard: "compat",
          actions: "admitCall",
          description: "TypeScript 7.3.0 numbers its calls 1, 2, 3: taken",
        },
        "peer.call.beyondLimit": {
          guard: "compat",
          actions: "refuseCall",
          description: "Too many Calls wait already: answered Cancelled, unrun",
        },
        "peer.call.tooManyChannels": {
          guard: "compat",
          actions: "refuseCall",
          description: "Too many channels are alive: answered Cancelled, unrun; no peer knows the limit of another",
        },
        "local.drain": { target: "draining", description: "What runs may finish, nothing new" },
        "local.release": [
          {
            guard: "virtual",
            target: "closed",
            actions: ["noteEnding", "endEverything", "sendClose"],
            description: "The last handle was released",
          },
          { target: "draining", description: "The root is closed inside; nothing is sent for id 0" },
        ],
      },
    },
    draining: {
      description: "No new calls; what runs may finish",
      on: {
        ...crossings,
        ...closes,
        "peer.call": {
          actions: "refuseCall",
          description: "Answered unrun: Cancelled, unless it could not have run anyway",
        },
        "peer.call.wrongParity": {
          guard: "compat",
          actions: "refuseCall",
          description: "Answered unrun: Cancelled, unless it could not have run anyway",
        },
        "peer.call.beyondLimit": {
          guard: "compat",
          actions: "refuseCall",
          description: "Answered unrun: Cancelled, unless it could not have run anyway",
        },
        "peer.call.tooManyChannels": {
          guard: "compat",
          actions: "refuseCall",
          description: "Answered unrun: Cancelled, unless it could not have run anyway",
        },
        "local.drain": { description: "Already draining" },
        "local.release": { description: "Nothing new is taken already" },
      },
    },
    closed: { description: "Closed; the output says why", type: "final", output: "closed" },
    rejected: { description: "Never opened", type: "final", output: "rejected" },
  },
  output: ({ context, event }) => ({
    outcome: event.output as ConnectionOutput["outcome"],
    connection: context.connection,
    ending: context.ending ?? { cause: "closedHere", detail: "closed by this peer" },
  }),
});

function endingOf(event: ConnectionEvent): Ending {
  switch (event.type) {
    case "parent.ended":
      return event.ending;
    case "peer.close":
      return { cause: "closedThere", detail: "the counterpart closed the connection" };
    case "peer.reject":
      return { cause: "closedThere", detail: "the counterpart rejected the connection" };
    case "local.drain":
      return { cause: "drained", detail: "the session drains" };
    case "local.release":
      return { cause: "released", detail: "the last handle was released" };
    default:
      return { cause: "closedHere", detail: "closed by this peer" };
  }
}
