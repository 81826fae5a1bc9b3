import { concatMap, from, type Observable } from "rxjs";
import { type ChartName, tables } from "../../machines/tables.ts";
import type { ActorRecord, EndRecord, FeedRecord, LifeName, TransitionRecord } from "../records.ts";
import { STATELY_VERSION, type StatelyMessage } from "./messages.ts";

/**
 * Records as messages of the Stately inspection protocol, for whatever receives them. What they have no message for
 * (frames, figures, errors, gaps) is left out.
 *
 * @example
 * toStately(feed).subscribe((message) => socket.send(JSON.stringify(message)));
 */
export function toStately(records: Observable<FeedRecord>): Observable<StatelyMessage> {
  const translation = new Translation();
  return records.pipe(concatMap((record) => from(translation.of(record))));
}

class Translation {
  /** The actors above each that is alive, by name. */
  readonly #roots = new Map<LifeName, LifeName>();

  of(record: FeedRecord): StatelyMessage[] {
    switch (record.type) {
      case "actor":
        return [this.#actor(record)];
      case "transition":
        return this.#transition(record);
      case "end":
        return [this.#end(record)];
      default:
        return [];
    }
  }

  #actor(record: ActorRecord): StatelyMessage {
    const { life, parent, chart, label, state, input } = record;
    this.#roots.set(life, parent === null ? life : (this.#roots.get(parent) ?? parent));
    return {
      ...this.#common(record),
      type: "@xstate.actor",
      name: label,
      parentId: parent ?? undefined,
      definition: chart === null ? undefined : definitionOf(chart),
      snapshot: { status: "active", value: state, context: input },
    };
  }

  #transition(record: TransitionRecord): StatelyMessage[] {
    const { event, to } = record;
    const common = this.#common(record);
    return [
      { ...common, type: "@xstate.event", event, sourceId: undefined },
      { ...common, type: "@xstate.snapshot", event, snapshot: { status: "active", value: to } },
    ];
  }

  #end(record: EndRecord): StatelyMessage {
    const { life, state, output } = record;
    const common = this.#common(record);
    this.#roots.delete(life);
    const event = { type: `xstate.done.actor.${life}` };
    return { ...common, type: "@xstate.snapshot", event, snapshot: { status: "done", value: state, output } };
  }

  #common({ life, wall }: { life: LifeName; wall: number }) {
    const rootId = this.#roots.get(life) ?? life;
    return { sessionId: life, rootId, createdAt: String(Math.round(wall)), id: null, _version: STATELY_VERSION };
  }
}

const definitions = new Map<ChartName, string>();

function definitionOf(chart: ChartName): string {
  const known = definitions.get(chart);
  if (known !== undefined) return known;
  const made = JSON.stringify(tables[chart].chart.machine.config);
  definitions.set(chart, made);
  return made;
}
