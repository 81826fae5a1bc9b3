/** The entry of a process that holds a crowd and measures beside it: `crowd.js KIND SIBLINGS`. */
import { crowdOf, isKind } from "./crowds.ts";

/** At a time: the cost of a turn of the loop is shared. */
const AT_ONCE = 16;

export interface Round {
  readonly seconds: number;
}

export type CrowdReport = { readonly kind: "ready" } | { readonly kind: "round"; readonly microseconds: number };

function tell(report: CrowdReport): void {
  process.send?.(report);
}

const [kind = "", siblings = ""] = process.argv.slice(2);
if (!isKind(kind)) throw new Error(`there is no crowd of ${kind}`);
const operation = await crowdOf(kind, Number(siblings));
globalThis.gc?.();

process.on("message", async ({ seconds }: Round) => {
  const began = performance.now();
  const until = began + seconds * 1_000;
  let operations = 0;
  while (performance.now() < until) {
    await Promise.all(Array.from({ length: AT_ONCE }, operation));
    operations += AT_ONCE;
  }
  tell({ kind: "round", microseconds: ((performance.now() - began) * 1_000) / operations });
});
process.once("disconnect", () => process.exit(0));
tell({ kind: "ready" });
