import { CHANNEL_BODY, PAYLOAD } from "./message.ts";

/** Whose an Item is, and where in its frame the value begins. Written over from frame to frame. */
export interface ItemHead {
  connection: number;
  channel: number;
  offset: number;
}

/**
 * Reads the head of an Item without making anything. False for every other message, and for an Item whose head is
 * unusual: `decodeMessage` tells what that is, or what is wrong with it.
 */
export function readItemHead(bytes: Uint8Array, head: ItemHead): boolean {
  head.offset = 0;
  head.connection = shortVarint(bytes, head);
  if (bytes[head.offset++] !== PAYLOAD.channel) return false;
  head.channel = shortVarint(bytes, head);
  return bytes[head.offset++] === CHANNEL_BODY.item && head.connection >= 0 && head.channel >= 0;
}

/** A varint of at most four bytes; -1 for a longer one. */
function shortVarint(bytes: Uint8Array, head: ItemHead): number {
  let value = 0;
  for (let shift = 0; shift < 28; shift += 7) {
    const byte = bytes[head.offset++];
    if (byte === undefined) return -1;
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return value;
  }
  return -1;
}
