import { DecodeError, decodeMessage, type Message, type MessageLimits } from "../../runtime/wire/index.ts";
import type { FrameRecord, LifeName } from "../records.ts";
import type { FollowedSession } from "./followed.ts";
import { bytesOf, fieldsOf } from "./frame-fields.ts";
import { lifeOf } from "./frame-life.ts";

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
    life: message === null ? names.session : lifeSeen(session, direction, message),
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

/** The life that a message is about. */
function lifeSeen({ driver, names }: FollowedSession, direction: "in" | "out", message: Message): LifeName {
  const isKeepalive = message.kind === "Ping" || message.kind === "Pong";
  if (isKeepalive) return driver.keepalive === null ? names.session : names.keepalive;
  // By the book it is the receiver who resets.
  return lifeOf(names, message, { direction, isSender: direction === "in" });
}
