/**
 * Puts a row of things as near as can be to where each would like to be, in their order and with the gaps between them:
 * `gaps[n]` is that between thing `n` and the next.
 */
export function spread(wanted: readonly number[], gaps: readonly number[], weights: readonly number[]): number[] {
  let offset = 0;
  const offsets = wanted.map((_, n) => {
    const here = offset;
    offset += gaps[n] ?? 0;
    return here;
  });
  // Without the gaps it is enough that nobody stands before its left neighbour: who would, stands together with it.
  const blocks: { sum: number; weight: number; count: number }[] = [];
  wanted.forEach((want, n) => {
    const weight = weights[n] ?? 1;
    let block = { sum: (want - (offsets[n] ?? 0)) * weight, weight, count: 1 };
    for (let last = blocks.at(-1); last !== undefined && last.sum / last.weight > block.sum / block.weight; ) {
      block = { sum: last.sum + block.sum, weight: last.weight + block.weight, count: last.count + block.count };
      blocks.pop();
      last = blocks.at(-1);
    }
    blocks.push(block);
  });
  const places = blocks.flatMap(({ sum, weight, count }) => Array.from({ length: count }, () => sum / weight));
  return places.map((place, n) => place + (offsets[n] ?? 0));
}
