import type { Profile } from "../machines/endings.ts";
import type { Metadata } from "./wire/index.ts";

/**
 * What one session may use. Every number has its default in {@link DEFAULT_LIMITS}; sizes are bytes, times
 * milliseconds. `docs/limits.md` says of each what happens beyond it, and why it is there.
 */
export interface Limits {
  /** Largest payload of the link, both ways; a longer one is refused from its header. */
  readonly frame: number;
  /** Largest payload before the handshake is done. */
  readonly frameBeforeHello: number;
  /** Time for the whole handshake. */
  readonly handshakeMs: number;
  /** Entries in one message's metadata. */
  readonly metadataEntries: number;
  /** Encoded size of one message's metadata. */
  readonly metadataBytes: number;
  /** Calls that the counterpart may have unanswered on one connection; announced in the handshake. */
  readonly requestsInFlight: number;
  /** Handlers that run at a time on one connection. */
  readonly handlers: number;
  /** `compat` only: Calls that may wait for a handler slot. */
  readonly waitingCalls: number;
  /** `compat` only: argument bytes that may wait for a handler slot. */
  readonly waitingCallBytes: number;
  /** Virtual connections alive in one session. */
  readonly virtualConnections: number;
  /** Virtual connections that wait for a verdict, those that we open and those that the counterpart opens apart. */
  readonly pendingOpens: number;
  /** Sessions alive on one server; who comes beyond it is refused. */
  readonly sessions: number;
  /** Channels in one call. */
  readonly channelsPerCall: number;
  /** Live channels on one connection. */
  readonly channels: number;
  /** Channel ids with Items before their Call. */
  readonly unannouncedChannels: number;
  /** Items before their Call on one connection. */
  readonly earlyItems: number;
  /** Bytes of Items before their Call on one connection. */
  readonly earlyBytes: number;
  /** Bytes of Items that the application has not taken, on one connection. */
  readonly undeliveredBytes: number;
  /** Bytes of Items that the application has not taken, on all connections of a session. */
  readonly undeliveredBytesPerSession: number;
  /** Bytes that wait for the link; producers wait beyond it. */
  readonly outboxBytes: number;
  /** Pongs that wait for the link. */
  readonly queuedPongs: number;
  /** Control messages of any kind that wait for the link: Pongs, grants, resets, cancels. */
  readonly queuedControl: number;
  /** Cancels that the counterpart may send, and error answers that it may cause, at once. */
  readonly abortBurst: number;
  /** The same, each second over time. */
  readonly abortsPerSecond: number;
  /** Messages for what has ended that the counterpart may send at once. */
  readonly lateBurst: number;
  /** The same, each second over time. */
  readonly latePerSecond: number;
  /** How long a cancelled call's Response, or a cancelled handler's end, is waited for. */
  readonly giveUpMs: number;
  /** How long a closed link may take to hand over what was sent before. */
  readonly closeMs: number;
}

export type LimitName = keyof Limits;

export const DEFAULT_LIMITS: Limits = Object.freeze({
  frame: 4 * 1024 * 1024,
  frameBeforeHello: 64 * 1024,
  handshakeMs: 5_000,
  metadataEntries: 128,
  metadataBytes: 16 * 1024,
  requestsInFlight: 64,
  handlers: 64,
  waitingCalls: 4_096,
  waitingCallBytes: 16 * 1024 * 1024,
  virtualConnections: 256,
  pendingOpens: 64,
  sessions: 1_024,
  channelsPerCall: 32,
  channels: 1_024,
  unannouncedChannels: 16,
  earlyItems: 256,
  earlyBytes: 1024 * 1024,
  undeliveredBytes: 16 * 1024 * 1024,
  undeliveredBytesPerSession: 64 * 1024 * 1024,
  outboxBytes: 1024 * 1024,
  queuedPongs: 1_000,
  queuedControl: 16_384,
  abortBurst: 1_000,
  abortsPerSecond: 33,
  lateBurst: 100_000,
  latePerSecond: 10_000,
  giveUpMs: 30_000,
  closeMs: 2_000,
});

/** How every breach is put, in errors, in ProtocolErrors and in the metadata of a refusal. */
export function breachOf(limit: LimitName, figure: number): string {
  return `limit ${limit} is ${figure}`;
}

/** Metadata of an answer that refuses something for a limit: says which. */
export function refusal(breach: string): Metadata {
  return [{ key: "refused", value: breach, flags: 0n }];
}

/** What such metadata says. It is a counterpart's text: anything of another form is nothing. */
export function breachIn(metadata: Metadata): string | undefined {
  const value = metadata.find(({ key }) => key === "refused")?.value;
  return typeof value === "string" && /^limit [a-zA-Z]{1,40} is \d{1,16}$/.test(value) ? value : undefined;
}

/** How a session behaves: its profile and its limits, each overridable by itself. */
export interface Policy {
  readonly profile: Profile;
  readonly limits: Limits;
}

export function policyOf(options: { profile?: Profile | undefined; limits?: Partial<Limits> | undefined }): Policy {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  for (const [name, value] of Object.entries(limits)) {
    if (!(name in DEFAULT_LIMITS)) throw new RangeError(`there is no limit ${name}`);
    if (!(value >= 0)) throw new RangeError(`limit ${name} must be a number of at least 0`);
  }
  return { profile: options.profile ?? "compat", limits };
}
