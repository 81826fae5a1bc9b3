import type { Header } from "../../records.ts";
import type { Life } from "./life.ts";
import type { Warning } from "./warnings.ts";
import type { World } from "./world.ts";

const SHARE = 0.75;

/** What runs on one connection or session, by the limit that bounds it. */
type Load = Map<string, number>;

/** Limits of which three quarters are used: counted once for each look, not with each record. */
export function breachesAhead(world: World, header: Header | null): Warning[] {
  if (header === null || Object.keys(header.limits).length === 0) return [];
  const loads = new Map<Life, Load>();
  for (const life of world.lives.values()) {
    if (life.ended !== null) continue;
    const holder = ancestor(life.parent, life.kind === "connection" ? "session" : "connection");
    if (holder === null) continue;
    for (const limit of limitsOn(life)) {
      const load = loads.get(holder) ?? new Map<string, number>();
      loads.set(holder, load.set(limit, (load.get(limit) ?? 0) + 1));
    }
  }
  const warnings: Warning[] = [];
  for (const [holder, load] of loads) {
    for (const [limit, used] of load) {
      const most = Object.hasOwn(header.limits, limit) ? header.limits[limit] : undefined;
      if (most === undefined || most < 2 || used < most * SHARE) continue;
      warnings.push({
        key: `limit ${holder.name} ${limit}`,
        kind: "limit",
        isSevere: used >= most,
        title: `${limit}: ${used} of ${most}`,
        text:
          used >= most ? "the limit is reached: what comes next waits or is refused" : "more than three quarters used",
        rule: null,
        life: holder.name,
        at: holder.began,
      });
    }
  }
  return warnings;
}

function limitsOn(life: Life): readonly string[] {
  switch (life.chart) {
    case "connection":
      return life.connection === 0 ? [] : ["virtualConnections"];
    case "incomingRequest":
      if (life.state === "queued") return ["waitingCalls", "requestsInFlight"];
      return life.state === "handling" ? ["handlers", "requestsInFlight"] : ["requestsInFlight"];
    case "outgoingChannel":
    case "incomingChannel":
      return ["channels"];
    default:
      return [];
  }
}

function ancestor(from: Life | null, kind: Life["kind"]): Life | null {
  for (let life = from; life !== null; life = life.parent) if (life.kind === kind) return life;
  return null;
}
