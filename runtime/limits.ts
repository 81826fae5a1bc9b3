import type { Profile } from "../machines/endings.ts";

/** What one session may use. Every number has its default in {@link DEFAULT_LIMITS}; sizes are bytes, times milliseconds. */
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
  /** Bytes that wait for the link; producers wait beyond it. */
  readonly outboxBytes: number;
  /** Pongs that wait for the link. */
  readonly queuedPongs: number;
  /** How long a cancelled call's Response, or a cancelled handler's end, is waited for. */
  readonly giveUpMs: number;
  /** How long a closed link may take to hand over what was sent before. */
  readonly closeMs: number;
}

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
  sessions: 1_024,
  channelsPerCall: 32,
  channels: 1_024,
  unannouncedChannels: 16,
  earlyItems: 256,
  earlyBytes: 1024 * 1024,
  undeliveredBytes: 16 * 1024 * 1024,
  outboxBytes: 1024 * 1024,
  queuedPongs: 1_000,
  giveUpMs: 30_000,
  closeMs: 2_000,
});

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
