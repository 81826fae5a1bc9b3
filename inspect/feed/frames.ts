import {
  DecodeError,
  decodeMessage,
  isSensitive,
  type Message,
  type MessageLimits,
  type Metadata,
} from "../../runtime/wire/index.ts";
import type { FrameRecord, LifeName } from "../records.ts";
import type { FollowedSession } from "./followed.ts";
import { plain } from "./plain.ts";

/** How much of a frame is told. */
const MAX_BYTES = 256;
/** What did not keep to limits is told all the same. */
const UNLIMITED: MessageLimits = { metadata: { entries: Infinity, bytes: Infinity }, channels: Infinity };

/** The record of a frame. It shares nothing with the frame's bytes. */
export function frameRecord(
  session: FollowedSession,
  direction: "in" | "out",
  bytes: Uint8Array,
  at: number,
): Omit<FrameRecord, "seq" | "wall"> {
  const { redact, peer, names } = session;
  const message = decoded(bytes);
  return {
    type: "frame",
    at,
    peer,
    direction,
    life: message === null ? names.session : lifeOf(session, direction, message),
    kind: message?.kind ?? "undecodable",
    size: bytes.length,
    fields: message === null ? {} : fieldsOf(message, redact),
    bytes: bytesOf(bytes, message, redact),
  };
}

function decoded(bytes: Uint8Array): Message | null {
  try {
    return decodeMessage(bytes, UNLIMITED);
  } catch (error) {
    if (error instanceof DecodeError) return null;
    throw error;
  }
}

/** The fields of a message, without arguments, results and items. */
function fieldsOf(message: Message, redact: boolean): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(message)) {
    if (name === "kind" || name === "args" || name === "ret" || name === "item") continue;
    if (name === "metadata" && "metadata" in message) fields[name] = entriesOf(message.metadata, redact);
    else fields[name] = plain(value);
  }
  return fields;
}

/** Bytes as hexadecimal, cut. A SENSITIVE value may stand anywhere in them: then none of them are told. */
function bytesOf(bytes: Uint8Array, message: Message | null, redact: boolean): string | null {
  if (redact || message === null) return null;
  if ("metadata" in message && message.metadata.some(isSensitive)) return null;
  let hex = "";
  const end = Math.min(bytes.length, MAX_BYTES);
  for (let i = 0; i < end; i++) hex += HEX[bytes[i] ?? 0];
  return hex;
}

/** The life that a message is about, by the ids in it. */
function lifeOf({ driver, names }: FollowedSession, direction: "in" | "out", message: Message): LifeName {
  switch (message.kind) {
    case "Hello":
    case "HelloYourself":
    case "ProtocolError":
      return names.session;
    case "Ping":
    case "Pong":
      return driver.keepalive === null ? names.session : names.keepalive;
    case "OpenConnection":
    case "AcceptConnection":
    case "RejectConnection":
    case "CloseConnection":
      return names.connection(message.connection);
    case "Request":
    case "CancelRequest": {
      const chart = direction === "out" ? "outgoingRequest" : "incomingRequest";
      return names.numbered(chart, message.connection, message.request);
    }
    case "Response": {
      const chart = direction === "in" ? "outgoingRequest" : "incomingRequest";
      return names.numbered(chart, message.connection, message.request);
    }
    case "ChannelItem":
    case "CloseChannel": {
      const chart = direction === "out" ? "outgoingChannel" : "incomingChannel";
      return names.numbered(chart, message.connection, message.channel);
    }
    case "GrantCredit":
    // By the book it is the receiver who resets.
    case "ResetChannel": {
      const chart = direction === "in" ? "outgoingChannel" : "incomingChannel";
      return names.numbered(chart, message.connection, message.channel);
    }
  }
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

function entriesOf(metadata: Metadata, redact: boolean): unknown {
  return metadata.map((entry) => {
    const { key, value, flags } = entry;
    if (isSensitive(entry)) return { key, value: "[sensitive]", flags: flags.toString() };
    return { key, value: redact ? "[redacted]" : plain(value), flags: flags.toString() };
  });
}
