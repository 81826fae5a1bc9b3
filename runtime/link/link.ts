import type { LinkError } from "./link-error.ts";

/** Largest payload when the caller names none: 4 MiB. */
export const DEFAULT_MAX_PAYLOAD = 4 * 1024 * 1024;

/** What a link tells its owner. None of these may throw. They are never called from inside a method of the link. */
export interface LinkEvents {
  /**
   * One whole payload, in order (`link.message`, `link.order`). `bytes` is valid for as long as the receiver keeps it,
   * but may be a view into a larger chunk: copy what is kept for long.
   */
  payload(bytes: Uint8Array): void;
  /** There is room again after `send` returned false. */
  writable(): void;
  /** The link is over; called exactly once, nothing comes after (`link.rx.eof`, `link.rx.error`). No error: a clean end. */
  ended(error?: LinkError): void;
}

/** Moves whole payloads, reliably and in order, both directions independent. Empty payloads are legal. */
export interface Link {
  /** For errors and inspectors, such as "tcp 127.0.0.1:9000". */
  readonly name: string;
  /** Largest payload in bytes, both ways; chosen when the link is made. */
  readonly maxPayload: number;
  /** Bytes accepted by `send`, framing included, and not yet taken by the transport. */
  readonly buffered: number;
  /** Begins delivery. Called once; throws LinkError `misuse` the second time. */
  start(events: LinkEvents): void;
  /**
   * Sends one payload; the bytes are copied or written before it returns, the caller may reuse its buffer.
   * False: accepted, but wait for `writable` (`link.tx.reserve`). Throws LinkError, with nothing written,
   * above `maxPayload` (`link.tx.alloc.limits`) or when the link is closing or over.
   */
  send(payload: Uint8Array): boolean;
  /**
   * Stops and restarts delivery: back pressure on the counterpart. Payloads already received are held, not dropped.
   * A paused link does not see a clean end until it is resumed; a lost link ends at once.
   */
  pause(): void;
  resume(): void;
  /**
   * Graceful: everything sent before goes out, then the end (`link.tx.close`). `ended` follows once the counterpart
   * has ended its side; payloads it sent until then are still delivered. Use `destroy` when it takes too long.
   */
  close(): void;
  /** Drops the link at once, with whatever is in flight. `ended` follows, with LinkError `destroyed`. */
  destroy(): void;
  /**
   * Changes the largest payload accepted from the counterpart (0 … `maxPayload`), from the next header on.
   * For a lower limit before the handshake. Optional: a link without it keeps `maxPayload`.
   */
  limitReceived?(bytes: number): void;
  /**
   * The counterpart waits for what was sent last. A link that gathers what is sent lets it go now, at most once in a
   * turn. Optional: it changes when bytes leave, never their order.
   */
  hasten?(): void;
}

/** What every way of making a link takes. */
export interface LinkOptions {
  /** Largest payload in bytes, both ways: 0 … 4294967295. Default 4 MiB. */
  readonly maxPayload?: number;
}

/** What dialling takes, whatever the kind of link. */
export interface DialOptions extends LinkOptions {
  /** Gives the attempt up; a link that is already made is not touched. */
  readonly signal?: AbortSignal | undefined;
}

/** What is known about a link beside what it carries, for whoever decides who may come in. */
export interface LinkInfo {
  /** Address of the counterpart, without its port. */
  readonly remoteAddress?: string;
  /** Headers of the HTTP request that became the link, by lower-case name. */
  readonly headers?: Readonly<Record<string, string | string[] | undefined>>;
  /** The web origin whose page dialled, as its browser tells it. */
  readonly origin?: string;
}

/** What listening takes, whatever the kind of link. */
export interface ListenLinkOptions extends LinkOptions {
  /** Called with each accepted link, not yet started. */
  onLink(link: Link, info: LinkInfo): void;
  /** Called when an accept fails, such as for want of file descriptors. Listening goes on. */
  onError?(error: LinkError): void;
}

/** What listens at an address. */
export interface LinkListener {
  /** The address bound, with the port that the system chose. */
  readonly url: string;
  /** Stops accepting. Resolves when the address is free again; links already accepted live on. */
  close(): Promise<void>;
}
