/** The fixed frames of the floor: a kind in the first byte, numbers as u32 little-endian from byte 4 on. */
export const CALL = 1;
export const ANSWER = 2;
export const ITEM = 3;
export const GRANT = 4;
/** The client will send: count, credit. */
export const SEND = 5;
/** The client wants to receive: count, credit. */
export const RECEIVE = 6;
/** Everything that was announced has arrived: count. */
export const DONE = 7;

/** About as long as a call of one small argument is in roam. */
export const CALL_BYTES = 24;
export const ITEM_HEADER = 8;

/** A frame to be reused for every message of its kind: links copy what they send. */
export function frameOf(kind: number, bytes: number): Uint8Array {
  const frame = new Uint8Array(bytes);
  frame[0] = kind;
  return frame;
}

export function putU32(frame: Uint8Array, at: number, value: number): void {
  frame[at] = value;
  frame[at + 1] = value >>> 8;
  frame[at + 2] = value >>> 16;
  frame[at + 3] = value >>> 24;
}

export function u32At(frame: Uint8Array, at: number): number {
  const low = (frame[at] ?? 0) | ((frame[at + 1] ?? 0) << 8) | ((frame[at + 2] ?? 0) << 16);
  return (low | ((frame[at + 3] ?? 0) << 24)) >>> 0;
}

/** A control frame of one or two numbers. */
export function control(kind: number, first: number, second = 0): Uint8Array {
  const frame = frameOf(kind, 12);
  putU32(frame, 4, first);
  putU32(frame, 8, second);
  return frame;
}
