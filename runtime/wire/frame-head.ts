import { CHANNEL_BODY, PAYLOAD, REQUEST_BODY } from "./message.ts";

/** Whose an Item, a Request or a Response is. Written over from frame to frame. */
export interface FrameHead {
  connection: number;
  /** Of the channel or the request. */
  id: number;
  /** Where the item, the result or the method's id begins. */
  offset: number;
}

/**
 * Reads the head of an Item, or of a Request or Response without channels and metadata, without making anything. Null for
 * every other message, and where the head is unusual: `decodeMessage` tells what that is, or what is wrong with it.
 */
export function readFrameHead(bytes: Uint8Array, head: FrameHead): "item" | "request" | "response" | null {
  head.offset = 0;
  head.connection = shortVarint(bytes, head);
  const payload = bytes[head.offset++];
  if (payload !== PAYLOAD.channel && payload !== PAYLOAD.request) return null;
  head.id = shortVarint(bytes, head);
  const body = bytes[head.offset++];
  if (head.connection < 0 || head.id < 0) return null;
  if (payload === PAYLOAD.channel) return body === CHANNEL_BODY.item ? "item" : null;
  if (body === REQUEST_BODY.call) return isPlainBehindMethod(bytes, head.offset) ? "request" : null;
  if (body !== REQUEST_BODY.response) return null;
  return bytes[head.offset++] === 0 && bytes[head.offset++] === 0 ? "response" : null;
}

/** Whether no channels and no metadata follow the method's id, which takes up to ten bytes. */
function isPlainBehindMethod(bytes: Uint8Array, offset: number): boolean {
  let at = offset;
  while (at < offset + 10 && (bytes[at] ?? 0) > 0x7f) at++;
  return bytes[at + 1] === 0 && bytes[at + 2] === 0;
}

/** A varint of at most four bytes; -1 for a longer one. */
function shortVarint(bytes: Uint8Array, head: FrameHead): number {
  let value = 0;
  for (let shift = 0; shift < 28; shift += 7) {
    const byte = bytes[head.offset++];
    if (byte === undefined) return -1;
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return value;
  }
  return -1;
}
