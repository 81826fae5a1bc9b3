/** A message in some input, and where there it starts. */
export interface Frame {
  readonly start: number;
  readonly payload: Uint8Array;
}

const PREFIX = 4;

/**
 * The messages behind their length prefixes (u32 little-endian), or `undefined` for input that has none.
 *
 * Input has prefixes exactly when following them, from the first byte on, ends at the last byte: for one message, when
 * its first four bytes say how many follow. A bare message in which they happen to be that number would be misread. It
 * would have to be a long one: the second of those bytes is the kind and the third is seldom 0.
 */
export function splitFrames(bytes: Uint8Array): Frame[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const frames: Frame[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (at + PREFIX > bytes.length) return undefined;
    const start = at + PREFIX;
    at = start + view.getUint32(at, true);
    if (at > bytes.length) return undefined;
    frames.push({ start, payload: bytes.subarray(start, at) });
  }
  return frames.length === 0 ? undefined : frames;
}
