/** The entry of a process with one lane: `lane.js LANE WAITING`. Asked for `calls S` or `delay S`, it answers with one figure. */
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { callOf, isLane } from "./lanes.ts";

/** In flight at a time. */
const AT_ONCE = 64;
/** While the delay is measured: so many calls, so often. Milliseconds. */
const PACE = { calls: 10, everyMs: 10 };

const [lane = "", waiting = ""] = process.argv.slice(2);
if (!isLane(lane)) throw new Error(`there is no lane ${lane}`);
const call = await callOf(lane, Number(waiting));
globalThis.gc?.();

/** Calls in a second. */
async function callsFor(seconds: number): Promise<number> {
  const began = performance.now();
  let calls = 0;
  while (performance.now() - began < seconds * 1_000) {
    await Promise.all(Array.from({ length: AT_ONCE }, call));
    calls += AT_ONCE;
  }
  return (calls * 1_000) / (performance.now() - began);
}

/** p99 of the event loop's delay while few calls are made. Milliseconds. */
async function delayFor(seconds: number): Promise<number> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const until = performance.now() + seconds * 1_000;
  while (performance.now() < until) {
    await Promise.all(Array.from({ length: PACE.calls }, call));
    await sleep(PACE.everyMs);
  }
  delay.disable();
  return delay.percentile(99) / 1e6;
}

process.on("message", async (question: string) => {
  const [what = "", figure = ""] = question.split(" ");
  process.send?.(what === "delay" ? await delayFor(Number(figure)) : await callsFor(Number(figure)));
});
process.once("disconnect", () => process.exit(0));
process.send?.("ready");
