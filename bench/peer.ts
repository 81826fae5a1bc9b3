/** The entry of a process that the bench starts: `peer.js server MODULE`, or `peer.js client MODULE ADDRESS`. */
import type { Client, ContenderModule } from "./contender.ts";
import type { Report, RunOrder } from "./messages.ts";
import { measure, SCENARIOS } from "./scenarios.ts";

const [role, module = "", address = ""] = process.argv.slice(2);
/** Operations a second of earlier rounds, by scenario. */
const rates = new Map<string, number>();

function tell(report: Report): void {
  process.send?.(report);
}

function fail(error: unknown): void {
  tell({ kind: "failed", message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
}

async function run(client: Client, order: RunOrder): Promise<void> {
  const scenario = SCENARIOS.find((candidate) => candidate.name === order.scenario);
  if (scenario === undefined) throw new Error(`there is no scenario ${order.scenario}`);
  const measurement = await measure(scenario, client, order.seconds, rates.get(scenario.name) ?? 0);
  rates.set(scenario.name, measurement.operations / measurement.seconds);
  tell({ kind: "measured", measurement });
}

async function main(): Promise<void> {
  const { contender }: ContenderModule = await import(module);
  if (role === "server") {
    tell({ kind: "ready", address: await contender.serve() });
    return;
  }
  const client = await contender.connect(address);
  process.on("message", (order: RunOrder) => {
    run(client, order).catch(fail);
  });
  tell({ kind: "ready", address });
}

// The bench is the only reason to live: a crash of it must not leave servers behind.
process.once("disconnect", () => process.exit(0));
main().catch(fail);
