import { isDeepStrictEqual } from "node:util";
import { Actor, type AnyEventObject, type InspectionEvent } from "xstate";
import { ChartLogic } from "../../machines/logic.ts";
import type { ChartState } from "../../machines/snapshot.ts";
import type { Position, Table } from "../../machines/table.ts";
import { violationOf } from "../../machines/violations.ts";
import { type Coverage, canBeIllegal, edgeName, pairName } from "./coverage.ts";

type Where = Position<Table["chart"]["machine"]>;

/** One actor that was seen, and where the table says that it is. */
interface Seen {
  readonly chart: string;
  /** Its own state. */
  readonly state: () => string;
  at: Where;
}

/** What is told to the session alone, as a violation by name: its chart has no row for it in any state. */
const TOLD_TO_SESSION = [
  ...["peer.undecodable", "peer.oversized", "peer.open.wrongId"],
  ...["peer.pings", "peer.backlog", "peer.aborts", "peer.late"],
];

/**
 * Watches all actors of one session through XState's inspection. Each event that an actor has processed is put to the
 * table too, and the actor must come to where the table comes.
 */
export class Witness {
  readonly #coverage: Coverage;
  readonly #seen = new Map<object, Seen>();
  /** Where an actor did otherwise than its table. */
  readonly differences: string[] = [];

  constructor(coverage: Coverage) {
    this.#coverage = coverage;
  }

  readonly inspect = (event: InspectionEvent): void => {
    if (event.type !== "@xstate.snapshot") return;
    const { actorRef } = event;
    if (!(actorRef instanceof Actor) || !(actorRef.logic instanceof ChartLogic)) return;
    const { table }: { table: Table } = actorRef.logic;
    const snapshot: ChartState<Table["chart"]["machine"]> = actorRef.getSnapshot();
    this.#step(actorRef, () => actorRef.getSnapshot().value, table, event.event, snapshot);
  };

  /** The state of the latest actor of a chart, of those whose context fits. */
  state(chart: string, fits: (context: object) => boolean = () => true): string | undefined {
    return [...this.#seen.values()].findLast((seen) => seen.chart === chart && fits(seen.at.context))?.state();
  }

  /** What follows was sent through the actor's own reference. */
  noteForced(actor: object, event: string): void {
    const seen = this.#seen.get(actor);
    if (seen !== undefined) this.#coverage.addForced(pairName(seen.chart, seen.state(), event));
  }

  #step(
    actor: object,
    state: () => string,
    table: Table,
    event: AnyEventObject,
    now: ChartState<Table["chart"]["machine"]>,
  ): void {
    const chart = table.chart.id;
    const seen = this.#seen.get(actor);
    if (seen === undefined) {
      this.#seen.set(actor, { chart, state, at: now });
      this.#compare(chart, "its beginning", now, table.chart.initial, now.context, false);
      return;
    }
    if (event.type === "xstate.stop") return;
    const step = table.step(seen.at, event);
    if (step !== undefined) this.#coverage.add(edgeName(chart, step.row));
    else if (canBeIllegal(event)) this.#coverage.add(pairName(chart, seen.at.value, event.type));
    if (event.type === "parent.violation") this.#noteViolation(seen.at.value, event);
    const { value, context } = step ?? seen.at;
    this.#compare(chart, `${seen.at.value} ${event.type}`, now, value, context, table.isFinal({ value, context }));
    seen.at = { value, context };
  }

  /** Where the driver told the session of a breach that no chart hears of as an event. */
  #noteViolation(state: string, event: AnyEventObject): void {
    for (const name of TOLD_TO_SESSION) {
      const { rule, detail } = violationOf("session", name);
      if (event.rule === rule && String(event.detail).startsWith(detail)) {
        this.#coverage.add(pairName("session", state, name));
      }
    }
  }

  #compare(
    chart: string,
    where: string,
    now: ChartState<Table["chart"]["machine"]>,
    value: string,
    context: unknown,
    isFinal: boolean,
  ): void {
    const status = isFinal ? "done" : "active";
    if (now.value === value && isDeepStrictEqual(now.context, context) && now.status === status) return;
    this.differences.push(`${chart}, ${where}: the actor is ${now.value} (${now.status}), the table ${value}`);
  }
}
