import type { InspectionEvent } from "xstate";
import { type ShownLife, shown } from "../../../inspect/tap/projection.ts";
import { type ChartName, tables } from "../../../machines/tables.ts";

const LETTER = { outgoingRequest: "r", incomingRequest: "h", outgoingChannel: "tx", incomingChannel: "rx" } as const;

/** The lives of one driver, as XState's own inspection tells them and bytes alone could show them. */
export class DriverView {
  readonly #peer: string;
  readonly #lives = new Map<string, ShownLife & { readonly chart: ChartName }>();

  constructor(peer: string) {
    this.#peer = `${peer}/s1`;
  }

  readonly inspect = (event: InspectionEvent): void => {
    if (event.type !== "@xstate.snapshot") return;
    const { snapshot, actorRef } = event;
    const chart: unknown = Reflect.get(actorRef, "id");
    if (typeof chart !== "string" || !isChart(chart)) return;
    const { value, context } = Object(snapshot);
    const { connection, id } = idsIn(context);
    const life = this.#name(chart, connection, id);
    const parent = chart === "session" ? null : id === null ? this.#peer : `${this.#peer}/c${connection}`;
    this.#lives.set(life, { life, parent, chart, state: `${value}` });
  };

  /** What bytes alone can show, in the order of the names. Parents of channels are their connections here. */
  get tree(): ShownLife[] {
    const lives = [...this.#lives.values()].filter(({ chart, state }) => chart !== "keepalive" || state !== "quiet");
    return lives
      .filter(({ state }) => state !== "queued" && state !== "unbound")
      .map(({ life, parent, chart, state }) => ({ life, parent, state: shown(chart, state) }))
      .sort((a, b) => (a.life < b.life ? -1 : 1));
  }

  #name(chart: ChartName, connection: number, id: number | null): string {
    if (chart === "session") return this.#peer;
    if (chart === "keepalive") return `${this.#peer}/k`;
    if (chart === "connection") return `${this.#peer}/c${connection}`;
    return `${this.#peer}/c${connection}/${LETTER[chart]}${id}`;
  }
}

function idsIn(context: unknown): { connection: number; id: number | null } {
  const { connection = 0, request, channel } = Object(context);
  return { connection, id: request ?? channel ?? null };
}

function isChart(name: string): name is ChartName {
  return Object.hasOwn(tables, name);
}
