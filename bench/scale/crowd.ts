/** The entry of a process that holds a crowd and measures beside it: `crowd.js KIND SIBLINGS`. */
import { crowdOf, isKind } from "./crowds.ts";

/** Operations in flight: the cost of a turn of the loop is shared. */
const IN_FLIGHT = 64;

export interface Round {
  readonly seconds: number;
}

/** What one operation took, in microseconds: on the clock, and of the CPU of both peers. */
export interface Cost {
  readonly wall: number;
  readonly cpu: number;
}

export type CrowdReport = { readonly kind: "ready" } | ({ readonly kind: "round" } & Cost);

function tell(report: CrowdReport): void {
  process.send?.(report);
}

const [kind = "", siblings = ""] = process.argv.slice(2);
if (!isKind(kind)) throw new Error(`there is no crowd of ${kind}`);
const { operation, cpuTime } = await crowdOf(kind, Number(siblings));

async function measure(seconds: number): Promise<Cost> {
  const used = await cpuTime();
  const began = performance.now();
  const until = began + seconds * 1_000;
  let operations = 0;
  const caller = async () => {
    while (performance.now() < until) {
      await operation();
      operations += 1;
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, caller));
  const wall = ((performance.now() - began) * 1_000) / operations;
  return { wall, cpu: ((await cpuTime()) - used) / operations };
}

process.on("message", async ({ seconds }: Round) => tell({ kind: "round", ...(await measure(seconds)) }));
process.once("disconnect", () => process.exit(0));
tell({ kind: "ready" });
