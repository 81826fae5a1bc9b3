import type { FeedRecord } from "../../../inspect/records.ts";
import { awaiting, call, cancelled } from "./call-scenes.ts";
import { killed, own, shake, virtual } from "./session-scenes.ts";
import { Dice, Stage } from "./stage.ts";
import { slowReader, stalled, stream, wasReset } from "./stream-scenes.ts";

/** The demonstration's length. */
export const DEMO_MS = 24_000;

/**
 * Two peers for 24 s: calls, streams, a stalled channel (`left/s1/c0/tx3`), a cancel, a reset, a violation on
 * connection 1, a gap, a session whose link is killed (`left/s2`), and a machine of the user's own.
 */
export function demo(seed: number): FeedRecord[] {
  const stage = new Stage();
  const dice = new Dice(seed);
  shake(stage, 0, "s1");
  for (let n = 0; n < 56; n += 1) call(stage, dice, 200 + n * 400 + dice.between(0, 120), 101 + n * 2);
  stream(stage, dice, 900, 1, 9_000);
  stalled(stage, 2_000, 3, DEMO_MS);
  slowReader(stage, 5_200, 5);
  cancelled(stage, 6_000, 7);
  wasReset(stage, 8_000, 9);
  virtual(stage, 9_500);
  killed(stage, 11_000);
  own(stage);
  stage.gap(14_200, 37);
  stream(stage, dice, 15_000, 11, 8_500);
  awaiting(stage, 4_000, 13, "Reports.build", DEMO_MS);
  return stage.records().filter(({ at }) => at <= DEMO_MS);
}
