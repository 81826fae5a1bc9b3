import type { FeedRecord, FrameRecord } from "../../records.ts";
import type { Ring } from "./ring.ts";

/** Position of the first record that `isThere`, or the end; records are in order. */
export function positionOf(ring: Ring, isThere: (record: FeedRecord) => boolean): number {
  let low = ring.start;
  let high = ring.end;
  while (low < high) {
    const middle = (low + high) >> 1;
    const record = ring.at(middle);
    if (record !== undefined && isThere(record)) high = middle;
    else low = middle + 1;
  }
  return low;
}

export function frameBySeq(ring: Ring, seq: number): FrameRecord | null {
  const record = ring.at(positionOf(ring, (one) => one.seq >= seq));
  return record?.type === "frame" && record.seq === seq ? record : null;
}
