import type { Ring } from "../model/ring.ts";
import { positionOf } from "../model/search.ts";

/** Records in each of so many equal parts of the time that is kept; found by search, not by counting. */
export function histogram(ring: Ring, buckets: number): number[] {
  const first = ring.at(ring.start)?.at;
  const last = ring.at(ring.end - 1)?.at;
  if (first === undefined || last === undefined || last <= first) return Array(buckets).fill(0);
  const counts: number[] = [];
  let before = ring.start;
  for (let n = 1; n <= buckets; n += 1) {
    const until = first + ((last - first) * n) / buckets;
    const position = n === buckets ? ring.end : positionOf(ring, ({ at }) => at > until);
    counts.push(Math.max(0, position - before));
    before = position;
  }
  return counts;
}
