import type { ChartName } from "../../machines/tables.ts";
import { IncomingRequest } from "../../runtime/driver/incoming-request.ts";
import { OutgoingRequest } from "../../runtime/driver/outgoing-request.ts";
import type { Watched } from "../../runtime/driver/watch.ts";
import type { ActorRecord, LifeName } from "../records.ts";
import { charts } from "./charts.ts";
import type { FollowedSession } from "./followed.ts";
import { type Ids, idsIn } from "./life-names.ts";
import { plain } from "./plain.ts";

/** One life that the feed follows. What it is called is made when somebody reads of it. */
export class Subject {
  readonly chart: ChartName;
  /** Of a channel: its fields are read when its beginning is told. What has ended is not kept for the reader's sake. */
  readonly #channel: Watched | null;
  readonly session: FollowedSession;
  /** The chart's input, or the context of one that came late. */
  readonly #input: unknown;
  /** The request that may have brought this channel. */
  readonly #call: Watched | null;
  #ids: Ids | null = null;
  #name: LifeName | null = null;

  constructor(session: FollowedSession, chart: ChartName, life: Watched, input: unknown, call: Watched | null) {
    this.session = session;
    this.chart = chart;
    this.#input = input;
    const isChannel = chart === "outgoingChannel" || chart === "incomingChannel";
    this.#channel = isChannel ? life : null;
    this.#call = isChannel ? call : null;
  }

  get peer(): string {
    return this.session.peer;
  }

  get name(): LifeName {
    this.#name ??= this.session.names.of(this.chart, this.#where);
    return this.#name;
  }

  /** The record of its beginning. Not to be made before its own fields are set. */
  begun(at: number): Omit<ActorRecord, "seq" | "wall"> {
    return {
      ...this.#actor(at),
      state: charts[this.chart].chart.initial,
      input: plain(this.#input),
      late: false,
    };
  }

  /** The record of its being there, for who comes late. */
  late(at: number, { value, context }: Watched["snapshot"]): Omit<ActorRecord, "seq" | "wall"> {
    return { ...this.#actor(at), state: value, input: null, late: true, context: plain(context) };
  }

  get #where(): Ids {
    this.#ids ??= idsIn(this.#input);
    return this.#ids;
  }

  #actor(at: number) {
    const { connection, id } = this.#where;
    const { name: life, peer, chart } = this;
    const initialCredit = initialCreditOf(this.#channel);
    const parent = this.#parent(connection ?? 0);
    const label = this.#label(connection, id);
    return { type: "actor" as const, at, peer, life, parent, chart, label, connection, id, initialCredit };
  }

  #parent(connection: number): LifeName | null {
    const { names } = this.session;
    switch (this.chart) {
      case "session":
        return null;
      case "keepalive":
      case "connection":
        return names.session;
      case "outgoingRequest":
      case "incomingRequest":
        return names.connection(connection);
      case "outgoingChannel":
      case "incomingChannel":
        return this.#callName() ?? names.connection(connection);
    }
  }

  #callName(): LifeName | null {
    const call = this.#call;
    if (!(call instanceof OutgoingRequest || call instanceof IncomingRequest)) return null;
    const channels: readonly unknown[] = call.channels;
    if (!channels.includes(this.#channel)) return null;
    const chart = call instanceof OutgoingRequest ? "outgoingRequest" : "incomingRequest";
    return this.session.names.numbered(chart, call.connection.id, call.id);
  }

  #label(connection: number | null, id: number | null): string {
    switch (this.chart) {
      case "session":
        return `session over ${this.session.driver.link.name}`;
      case "keepalive":
        return "keepalive";
      case "connection":
        return connection === 0 ? "root connection" : `connection ${connection}`;
      case "outgoingRequest":
      case "incomingRequest":
        return `${methodIn(this.#input)} #${id}`;
      case "outgoingChannel":
        return `Tx ${id}`;
      case "incomingChannel":
        return `Rx ${id}`;
    }
  }
}

/** N of a channel. */
function initialCreditOf(channel: Watched | null): number | null {
  if (channel === null || !("initialCredit" in channel)) return null;
  return typeof channel.initialCredit === "number" ? channel.initialCredit : null;
}

function methodIn(input: unknown): string {
  const method: unknown = typeof input === "object" && input !== null ? Reflect.get(input, "method") : undefined;
  return typeof method === "string" ? method : "call";
}
