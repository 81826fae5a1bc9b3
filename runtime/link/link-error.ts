import { RoamError } from "../errors/roam-error.ts";

/**
 * Why a link failed.
 * - `frame-too-large`: a payload above the limit, ours or the counterpart's
 * - `truncated`: the counterpart ended in the middle of a frame
 * - `bad-message`: the counterpart sent what can be no payload, such as text over a WebSocket
 * - `overflow`: this side does not take payloads, its transport cannot wait, and more came than a link holds
 * - `lost`: the transport failed, or the counterpart dropped it
 * - `destroyed`: this side dropped it
 * - `closed`: `send` on a link that is closing or over
 * - `unreachable`, `aborted`: dialling failed, or was given up by its signal
 * - `listen-failed`, `stale-socket`: listening failed; a dead socket file is in the way
 * - `misuse`: the caller broke the contract of the interface
 */
export type LinkErrorCode =
  | "frame-too-large"
  | "truncated"
  | "bad-message"
  | "overflow"
  | "lost"
  | "destroyed"
  | "closed"
  | "unreachable"
  | "aborted"
  | "listen-failed"
  | "stale-socket"
  | "misuse";

/** Every error of this layer. `cause` keeps the error of the transport. */
export class LinkError extends RoamError {
  override readonly name = "LinkError";
  declare readonly code: LinkErrorCode;

  constructor(code: LinkErrorCode, message: string, options: ErrorOptions = {}) {
    super(code, message, { cause: options.cause });
  }
}

const MAX_PREFIX = 0xffff_ffff;

/** Returns `bytes` when it is a possible payload limit (0 … 4294967295), throws LinkError `misuse` otherwise. */
export function checkedLimit(bytes: number): number {
  if (Number.isInteger(bytes) && bytes >= 0 && bytes <= MAX_PREFIX) return bytes;
  throw new LinkError("misuse", `a payload limit of ${bytes} is not a whole number from 0 to ${MAX_PREFIX}`);
}

/** The error for a payload of `length` bytes above `limit`. */
export function tooLarge(link: string, verb: "send" | "receive", length: number, limit: number): LinkError {
  return new LinkError(
    "frame-too-large",
    `${link}: will not ${verb} a payload of ${length} bytes, the limit is ${limit} bytes`,
  );
}

/** The error for `send` on a link that is closing, or over. */
export function cannotSend(link: string, over: boolean): LinkError {
  return new LinkError("closed", `${link}: cannot send, the link is ${over ? "over" : "closing"}`);
}

/** The error for a dial that failed. */
export function unreachable(link: string, cause: Error): LinkError {
  // A name with several addresses fails with an AggregateError, whose message is empty.
  const why = cause.message || ("code" in cause ? String(cause.code) : cause.name);
  return new LinkError("unreachable", `${link}: cannot connect: ${why}`, { cause });
}

/** The error for a dial that its signal ended. */
export function givenUp(link: string, reason: unknown): LinkError {
  return new LinkError("aborted", `${link}: dialling was given up`, { cause: reason });
}
