import type { LimitName } from "./limits.ts";

/** What the page about limits says of one; the sentence on what it counts is in `limits.ts`. */
export interface LimitNote {
  readonly unit: "bytes" | "ms" | "a connection" | "a session" | "a server" | "a call" | "a message" | "a second";
  readonly counts: string;
  /** What happens when our side would exceed it. */
  readonly here: string;
  /** What happens when the counterpart exceeds it. */
  readonly there: string;
  readonly why: string;
}

const LIMIT_ERROR = "LimitError, nothing is sent";
const NOT_OURS = "nothing: it bounds what the counterpart may do";
const UNRUN = "`compat`: answered Cancelled, unrun, with the limit in the metadata; charged to `abortBurst`";

/** Why each limit is there and what it does. For people: no part of the runtime needs it. */
export const LIMIT_NOTES: Readonly<Record<LimitName, LimitNote>> = {
  frame: {
    unit: "bytes",
    counts: "Largest payload of the link",
    here: `${LIMIT_ERROR}; a handler whose result is too large answers Cancelled`,
    there:
      "refused from its header, before anything is allocated: the link ends; where the link has no headers, ProtocolError",
    why: "A length prefix can promise 4 GiB. 7.3.0 peers must be able to send 1,000,000 bytes.",
  },
  frameBeforeHello: {
    unit: "bytes",
    counts: "Largest payload before the handshake is done",
    here: LIMIT_ERROR,
    there: "as `frame`",
    why: "Whoever can reach the port can send one; 1,000 strangers then hold 64 MiB and not 4 GiB.",
  },
  handshakeMs: {
    unit: "ms",
    counts: "Time for the whole handshake, our own hook included",
    here: "the session ends, with ProtocolError",
    there: "the session ends, with ProtocolError",
    why: "One deadline from the first byte on: a stranger that dribbles cannot stretch it.",
  },
  metadataEntries: {
    unit: "a message",
    counts: "Entries of metadata",
    here: LIMIT_ERROR,
    there: "ProtocolError",
    why: "Each entry is an object; the keys are the counterpart's.",
  },
  metadataBytes: {
    unit: "bytes",
    counts: "Encoded metadata of one message",
    here: LIMIT_ERROR,
    there: "ProtocolError",
    why: "Metadata is kept for as long as what it came with lives, and is often logged.",
  },
  requestsInFlight: {
    unit: "a connection",
    counts: "Calls without a Response; announced in the handshake",
    here: "calls wait for a slot of the figure that the counterpart announced",
    there: "`strict`: ProtocolError. `compat`: the Call waits, see `waitingCalls`",
    why: "The default of both reference implementations, which announce it and do not heed it (D-R12, D-T8).",
  },
  handlers: {
    unit: "a connection",
    counts: "Handlers that run, those told to stop included until they do",
    here: "Calls wait for a free one",
    there: NOT_OURS,
    why: "A Cancel frees the caller's slot at once, not the handler's: cancelling fast gains nothing.",
  },
  waitingCalls: {
    unit: "a connection",
    counts: "Calls that wait for a handler; `compat` only",
    here: NOT_OURS,
    there: UNRUN,
    why: "7.3.0 peers send more than was announced; 64 times the figure is patience enough.",
  },
  waitingCallBytes: {
    unit: "bytes",
    counts: "Arguments of Calls that wait for a handler; `compat` only",
    here: NOT_OURS,
    there: UNRUN,
    why: "4,096 Calls of 4 MiB would be 16 GiB.",
  },
  virtualConnections: {
    unit: "a session",
    counts: "Virtual connections alive",
    here: LIMIT_ERROR,
    there: "RejectConnection with the limit in the metadata; charged to `abortBurst`",
    why: "Each has its own ids, limits and early buffer.",
  },
  pendingOpens: {
    unit: "a session",
    counts: "Virtual connections without a verdict, ours and theirs apart",
    here: LIMIT_ERROR,
    there: "RejectConnection with the limit in the metadata; charged to `abortBurst`",
    why: "An accept hook may be slow, such as one that asks a database.",
  },
  sessions: {
    unit: "a server",
    counts: "Sessions alive",
    here: NOT_OURS,
    there: "refused with ProtocolError after its Hello; from twice the figure on the link is dropped at once",
    why: "Each session may use what the other limits say; this is the factor for a server.",
  },
  channelsPerCall: {
    unit: "a call",
    counts: "Channels in the arguments of a call",
    here: LIMIT_ERROR,
    there: "ProtocolError",
    why: "Each is an actor and a queue.",
  },
  channels: {
    unit: "a connection",
    counts: "Channels alive",
    here: LIMIT_ERROR,
    there: "`strict`: ProtocolError. `compat`: the Call is answered Cancelled, unrun, with the limit in the metadata",
    why: "Channels outlive their calls, so `requestsInFlight` does not bound them.",
  },
  unannouncedChannels: {
    unit: "a connection",
    counts: "Channel ids with Items before their Call; `compat` only",
    here: NOT_OURS,
    there: "ProtocolError",
    why: "7.3.0 peers in Rust can send Items ahead of the Call (D-R28), a few channels at a time.",
  },
  earlyItems: {
    unit: "a connection",
    counts: "Items before their Call; `compat` only",
    here: NOT_OURS,
    there: "ProtocolError",
    why: "16 channels with the usual credit of 16.",
  },
  earlyBytes: {
    unit: "bytes",
    counts: "Items before their Call; `compat` only",
    here: NOT_OURS,
    there: "ProtocolError",
    why: "256 Items of 4 MiB would be 1 GiB.",
  },
  undeliveredBytes: {
    unit: "bytes",
    counts: "Items on one connection that the application has not taken",
    here: NOT_OURS,
    there: "that channel is reset; its reader gets a LimitError",
    why: "Credit counts items, not bytes: 16 items of 4 MiB are 64 MiB.",
  },
  undeliveredBytesPerSession: {
    unit: "bytes",
    counts: "The same on all connections of a session",
    here: NOT_OURS,
    there: "that channel is reset; its reader gets a LimitError",
    why: "256 connections must not have 4 GiB between them.",
  },
  outboxBytes: {
    unit: "bytes",
    counts: "What waits for the link",
    here: "`send` on channels, new calls and new handlers wait; one frame larger than this is let in when nothing waits",
    there: NOT_OURS,
    why: "Enough for a link to be always busy, little enough for urgent messages to be timely.",
  },
  queuedPongs: {
    unit: "a session",
    counts: "Pongs that wait for the link",
    here: NOT_OURS,
    there: "ProtocolError",
    why: "A Ping must be answered, so one who pings and does not read makes us keep the answers.",
  },
  queuedControl: {
    unit: "a session",
    counts: "Pongs, grants and verdicts on connections that wait for the link",
    here: NOT_OURS,
    there: "ProtocolError",
    why: "The same for all that the counterpart makes us say; four for each of the 1,024 channels of four connections.",
  },
  abortBurst: {
    unit: "a session",
    counts: "Cancels received, Calls and connections refused, at once. What our own handlers fail at is not counted",
    here: NOT_OURS,
    there: "ProtocolError",
    why: "Rapid reset (CVE-2023-44487) and induced errors (CVE-2025-8671): cheap to ask for, dear to do. The figures are nghttp2's.",
  },
  abortsPerSecond: {
    unit: "a second",
    counts: "How fast `abortBurst` fills up again",
    here: NOT_OURS,
    there: "ProtocolError",
    why: "As above.",
  },
  lateBurst: {
    unit: "a session",
    counts: "Items, Closes, Resets, grants and messages on connections that have ended, at once",
    here: NOT_OURS,
    there: "ProtocolError",
    why: "Messages cross on the wire: a connection closed with 1,024 busy channels brings 16,384 late Items.",
  },
  latePerSecond: {
    unit: "a second",
    counts: "How fast `lateBurst` fills up again",
    here: NOT_OURS,
    there: "ProtocolError",
    why: "As above.",
  },
  giveUpMs: {
    unit: "ms",
    counts: "Time for the Response to a call that we cancelled, and for a handler that was told to stop",
    here: "a handler that ignores its signal is reported to `onHandlerError`; its place is given to another",
    there: "its slot counts as free; a Response that comes later is dropped",
    why: "TypeScript 7.3.0 ignores Cancel (D-T4), and some handlers ignore their signal.",
  },
  closeMs: {
    unit: "ms",
    counts: "Time for a link that closes to hand over what was sent before",
    here: "the link is dropped",
    there: "the link is dropped",
    why: "A counterpart that does not read must not keep a closed session alive.",
  },
};
