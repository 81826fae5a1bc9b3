import { methodHex, toHex } from "../../runtime/cli/hex.ts";
import { messageLine } from "../../runtime/cli/message-line.ts";
import { isSensitive, type Message } from "../../runtime/wire/index.ts";
import { Testbed } from "./service.ts";

/** One payload that crossed the link while a case ran. */
export interface TracedFrame {
  /** `out`: from the kit to the peer. */
  readonly direction: "out" | "in";
  /** Milliseconds since the case began. */
  readonly at: number;
  /** `null` where the bytes are no message. */
  readonly message: Message | null;
  readonly bytes: Uint8Array;
}

/** A frame as reports show it: plain JSON. */
export interface ShownFrame {
  readonly direction: "out" | "in";
  readonly at: number;
  readonly kind: string;
  /** One line for people. */
  readonly text: string;
  readonly fields: Readonly<Record<string, unknown>>;
  /** The whole payload, cut after 256 bytes; `null` where metadata flagged SENSITIVE is inside. */
  readonly hex: string | null;
  readonly size: number;
}

const SHOWN_BYTES = 256;

export function shownFrame({ direction, at, message, bytes }: TracedFrame): ShownFrame {
  const fields: Record<string, unknown> = message === null ? {} : JSON.parse(messageLine(message));
  const secret = message !== null && "metadata" in message && message.metadata.some(isSensitive);
  const cut = bytes.subarray(0, SHOWN_BYTES);
  return {
    direction,
    at: Math.round(at),
    kind: message?.kind ?? "undecodable",
    text: message === null ? `no message (${bytes.length} bytes)` : wordsOf(message),
    fields,
    hex: secret ? null : toHex(cut) + (cut.length < bytes.length ? "…" : ""),
    size: bytes.length,
  };
}

/** Text of a peer in quotes, fit for a terminal: cut, and without control characters. */
export function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 120)).replace(/[\u007f-\u009f\u2028\u2029]/g, "\ufffd");
}

/** A message in a few words, such as `Request 1 Testbed.echo 0568656c6c6f`. */
export function wordsOf(message: Message): string {
  const on = message.connection === 0 ? "" : ` on connection ${message.connection}`;
  return `${message.kind}${detailOf(message)}${on}`;
}

function detailOf(message: Message): string {
  switch (message.kind) {
    case "Hello":
      return ` version ${message.version}, ${message.settings.parity}, limit ${message.settings.maxConcurrentRequests}`;
    case "HelloYourself":
    case "OpenConnection":
    case "AcceptConnection":
      return ` ${message.settings.parity}, limit ${message.settings.maxConcurrentRequests}`;
    case "ProtocolError":
      return ` ${quoted(message.description)}`;
    case "Ping":
    case "Pong":
      return ` ${message.nonce}`;
    case "Request": {
      const name = Testbed.byId.get(message.method)?.fullName ?? methodHex(message.method);
      const channels = message.channels.length === 0 ? "" : ` channels ${message.channels.join(", ")}`;
      return ` ${message.request} ${name}${channels} ${short(message.args)}`;
    }
    case "Response":
      return ` ${message.request} ${short(message.ret)}`;
    case "CancelRequest":
      return ` ${message.request}`;
    case "ChannelItem":
      return ` ${message.channel} ${short(message.item)}`;
    case "CloseChannel":
    case "ResetChannel":
      return ` ${message.channel}`;
    case "GrantCredit":
      return ` ${message.channel} +${message.additional}`;
    default:
      return "";
  }
}

function short(bytes: Uint8Array): string {
  if (bytes.length === 0) return "(empty)";
  return bytes.length <= 24 ? toHex(bytes) : `${toHex(bytes.subarray(0, 24))}… (${bytes.length} bytes)`;
}

const MOST_LINES = 60;

/** The frames of a case as a ladder between the kit and the peer. */
export function ladder(frames: readonly ShownFrame[]): string {
  const lines = frames.map(({ direction, text }) =>
    direction === "out" ? `kit ──▶ peer  ${text}` : `kit ◀── peer  ${text}`,
  );
  if (lines.length <= MOST_LINES) return lines.join("\n");
  const half = MOST_LINES / 2;
  const left = `     ⋮         ${lines.length - MOST_LINES} frames more`;
  return [...lines.slice(0, half), left, ...lines.slice(-half)].join("\n");
}
