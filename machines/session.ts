import { assign, setup } from "xstate";
import type { Ending, Parity, Profile, Settings } from "./endings.ts";
import { otherParity } from "./endings.ts";
import { type IntentOf, intent } from "./intent.ts";

export const PROTOCOL_VERSION = 7;

export interface SessionInput {
  readonly profile: Profile;
  /** Our settings; an acceptor's parity gives way to the opposite of the Hello's. */
  readonly settings: Settings;
}

export interface SessionContext {
  readonly profile: Profile;
  readonly local: Settings;
  readonly remote: Settings | null;
  readonly ending: Ending | null;
}

export type SessionEvent =
  | { type: "local.initiate" }
  | { type: "local.accept" }
  | { type: "local.refuse"; reason: string }
  | { type: "local.close" }
  | { type: "local.drain" }
  | { type: "local.release"; connections: number }
  | { type: "peer.hello"; connection: number; version: number; settings: Settings }
  | { type: "peer.helloYourself"; connection: number; settings: Settings }
  | { type: "peer.protocolError"; connection: number; description: string }
  | { type: "peer.ping"; connection: number; nonce: bigint }
  | { type: "peer.stray.closedHere" }
  | { type: "peer.stray.closedThere" }
  | { type: "peer.stray.unknown" }
  | { type: "peer.early" }
  | { type: "peer.undecodable" }
  | { type: "peer.open.wrongId" }
  | { type: "peer.oversized" }
  | { type: "peer.pings" }
  | { type: "peer.backlog" }
  | { type: "peer.aborts" }
  | { type: "peer.late" }
  | { type: "peer.pong" }
  | { type: "parent.violation"; rule: string; detail: string }
  | { type: "parent.unresponsive" }
  | { type: "parent.failed" }
  | { type: "parent.connectionEnded"; connections: number }
  | { type: "parent.quiet" }
  | { type: "timer.handshake"; breach: string }
  | { type: "timer.drain" }
  | { type: "link.ended" }
  | { type: "link.failed"; detail: string };

const intents = {
  sendHello: intent(),
  /** Ask the user's hook whether this peer may come in. */
  askAcceptor: intent(),
  sendHelloYourself: intent(),
  /** The handshake is done: open the root connection. */
  establish: intent(),
  sendPong: intent<{ nonce: bigint }>(),
  sendProtocolError: intent<{ description: string }>(),
  closeLink: intent(),
  armDrain: intent(),
  /** Everything on the session ends with the ending in the context. */
  endEverything: intent(),
};

export type SessionIntent = IntentOf<typeof intents>;

const definition = setup({
  types: {} as {
    context: SessionContext;
    events: SessionEvent;
    input: SessionInput;
    output: Ending;
  },
  guards: {
    onRoot: ({ event }) => "connection" in event && event.connection === 0,
    helloAcceptable: ({ event }) =>
      event.type === "peer.hello" && event.connection === 0 && event.version === PROTOCOL_VERSION,
    helloYourselfAcceptable: ({ context, event }) =>
      event.type === "peer.helloYourself" &&
      event.connection === 0 &&
      (context.profile === "compat" || event.settings.parity !== context.local.parity),
    compat: ({ context }) => context.profile === "compat",
    noConnectionsLeft: ({ event }) => "connections" in event && event.connections === 0,
  },
  actions: {
    ...intents,
    adoptParity: assign(({ context, event }) =>
      event.type === "peer.hello"
        ? { remote: event.settings, local: { ...context.local, parity: opposite(event.settings) } }
        : {},
    ),
    rememberRemote: assign(({ event }) => (event.type === "peer.helloYourself" ? { remote: event.settings } : {})),
    noteEnding: assign(({ event }) => ({ ending: endingOf(event) })),
  },
});

const ends = ["noteEnding", "endEverything", "closeLink"] as const;
const complain = [
  "noteEnding",
  {
    type: "sendProtocolError",
    params: ({ event }: { event: SessionEvent }) => ({ description: endingOf(event).detail }),
  },
  "endEverything",
  "closeLink",
] as const;
const closed = { target: "closed", actions: ends } as const;

/** Rows of every state that is not final. */
const endings = {
  "peer.protocolError": {
    ...closed,
    guard: "onRoot",
    description: "The counterpart says that we broke a rule; nothing answers that",
  },
  "parent.violation": { target: "closed", actions: complain, description: "The counterpart broke a rule" },
  "parent.failed": { ...closed, description: "One of our own actors failed: better an end than a wrong state" },
  "local.close": { ...closed, description: "The user closes the session" },
  "link.ended": { ...closed, description: "The link came to its end" },
  "link.failed": { ...closed, description: "The link failed" },
} as const;

/** Rows of every state before it is done. */
const handshaking = {
  "local.drain": { ...closed, description: "Nothing runs yet that could finish" },
  "local.release": { ...closed, description: "Nobody holds the session any more" },
  "timer.handshake": { target: "closed", actions: complain, description: "The handshake took too long" },
} as const;

/** Rows of every state after the handshake. */
const upkeep = {
  "peer.ping": {
    guard: "onRoot",
    actions: {
      type: "sendPong",
      params: ({ event }: { event: SessionEvent }) => ({ nonce: event.type === "peer.ping" ? event.nonce : 0n }),
    },
    description: "Answers a Ping with its nonce",
  },
  "peer.stray.closedHere": { description: "A message crossed our CloseConnection on the wire: dropped" },
  "peer.stray.closedThere": {
    guard: "compat",
    description: "A message follows the counterpart's own CloseConnection: 7.3.0 peers do that, dropped",
  },
  "parent.unresponsive": { ...closed, description: "No Pong came in time" },
} as const;

/**
 * One link's session: the handshake, the root connection's release, the end.
 *
 * ```text
 *               local.initiate
 * awaitingHello ──────────────▶ awaitingHelloYourself
 *       │ peer.hello                   │ peer.helloYourself
 *       └──▶ deciding ─▶ established ◀─┘
 *                        │      │ local.release, virtual connections left
 *             local.drain│      └──▶ lingering ──▶ closed
 *                        └──▶ draining ──────────▶ closed
 * ```
 */
export const session = definition.createMachine({
  id: "session",
  description: "A session between two peers over one link",
  context: ({ input }) => ({ profile: input.profile, local: input.settings, remote: null, ending: null }),
  initial: "awaitingHello",
  states: {
    awaitingHello: {
      description: "Waits for the counterpart's Hello; an initiator sends its own instead",
      on: {
        "local.initiate": {
          target: "awaitingHelloYourself",
          actions: "sendHello",
          description: "The initiator speaks first",
        },
        "peer.hello": {
          guard: "helloAcceptable",
          target: "deciding",
          actions: ["adoptParity", "askAcceptor"],
          description: "Version 7: takes the opposite parity; the hook decides",
        },
        ...handshaking,
        ...endings,
      },
    },
    deciding: {
      description: "Hello came; waits for the hook that says who may come in",
      on: {
        "local.accept": {
          target: "established",
          actions: ["sendHelloYourself", "establish"],
          description: "Welcome: the handshake is done",
        },
        "local.refuse": { target: "closed", actions: complain, description: "The hook refuses; the peer is told why" },
        ...handshaking,
        ...endings,
      },
    },
    awaitingHelloYourself: {
      description: "Hello is out; waits for the answer",
      on: {
        "peer.helloYourself": {
          guard: "helloYourselfAcceptable",
          target: "established",
          actions: ["rememberRemote", "establish"],
          description: "The handshake is done",
        },
        ...handshaking,
        ...endings,
      },
    },
    established: {
      description: "Both sides may open, call and stream",
      tags: "up",
      on: {
        ...upkeep,
        "local.release": [
          {
            ...closed,
            guard: "noConnectionsLeft",
            description: "The last handle of the root is gone and no virtual connection lives",
          },
          { target: "lingering", description: "The root is closed inside; virtual connections live on" },
        ],
        "local.drain": { target: "draining", actions: "armDrain", description: "What runs may finish, nothing new" },
        ...endings,
        "parent.connectionEnded": { description: "A virtual connection ended; the root is still held" },
      },
    },
    lingering: {
      description: "The root is released; waits for the last virtual connection to end",
      tags: "up",
      on: {
        ...upkeep,
        "parent.connectionEnded": [
          {
            ...closed,
            guard: "noConnectionsLeft",
            description: "The last virtual connection ended",
          },
          { description: "A virtual connection ended, others live" },
        ],
        "local.release": { description: "Already released" },
        "local.drain": { target: "draining", actions: "armDrain", description: "What runs may finish, nothing new" },
        ...endings,
      },
    },
    draining: {
      description: "Nothing new is taken; waits for what runs",
      tags: "up",
      on: {
        ...upkeep,
        "parent.quiet": { ...closed, description: "The last request and channel ended" },
        "timer.drain": { ...closed, description: "The time for draining is over" },
        "parent.connectionEnded": { description: "A virtual connection ended" },
        "local.release": { description: "Draining ends the session in any case" },
        "local.drain": { description: "Already draining" },
        ...endings,
      },
    },
    closed: { description: "Over; the output says why", type: "final" },
  },
  output: ({ context }) => context.ending ?? { cause: "closedHere", detail: "closed by this peer" },
});

function opposite(settings: Settings): Parity {
  return otherParity(settings.parity);
}

function endingOf(event: SessionEvent): Ending {
  switch (event.type) {
    case "parent.violation":
      return { cause: "violation", detail: `${event.rule}: ${event.detail}` };
    case "local.refuse":
      return { cause: "refused", detail: `session refused: ${event.reason}` };
    case "peer.protocolError":
      return { cause: "protocolError", detail: event.description };
    case "timer.handshake":
      return { cause: "handshakeTimeout", detail: `session.handshake: not done in time, ${event.breach}` };
    case "parent.unresponsive":
      return { cause: "keepaliveTimeout", detail: "no Pong in time" };
    case "parent.failed":
      return { cause: "internalError", detail: "an actor of this peer failed" };
    case "link.ended":
      return { cause: "linkEnded", detail: "the link ended" };
    case "link.failed":
      return { cause: "linkFailed", detail: event.detail };
    case "timer.drain":
      return { cause: "drainTimeout", detail: "the time for draining is over" };
    case "parent.quiet":
      return { cause: "drained", detail: "drained" };
    case "local.drain":
      return { cause: "drained", detail: "drained before the handshake was done" };
    case "local.release":
    case "parent.connectionEnded":
      return { cause: "released", detail: "the last handle was released" };
    default:
      return { cause: "closedHere", detail: "closed by this peer" };
  }
}
