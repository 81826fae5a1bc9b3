/** The entry of a process that the bench starts: `peer.js server MODULE`, or `peer.js client MODULE ADDRESS`. */
import type { ContenderModule } from "./contender.ts";
import { cpuTime } from "./cpu-time.ts";
import type { Report, RunOrder } from "./messages.ts";
import { roundsOf } from "./rounds.ts";

const [role, module = "", address = ""] = process.argv.slice(2);

function tell(report: Report): void {
  process.send?.(report);
}

function fail(error: unknown): void {
  tell({ kind: "failed", message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
}

async function main(): Promise<void> {
  const { contender }: ContenderModule = await import(module);
  if (role === "server") {
    tell({ kind: "ready", address: await contender.serve() });
    return;
  }
  const run = roundsOf(await contender.connect(address), cpuTime);
  process.on("message", (order: RunOrder) => {
    run(order).then((measurement) => tell({ kind: "measured", measurement }), fail);
  });
  tell({ kind: "ready", address });
}

// The bench is the only reason to live: a crash of it must not leave servers behind.
process.once("disconnect", () => process.exit(0));
main().catch(fail);
