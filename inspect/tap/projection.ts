import type { ChartName } from "../../machines/tables.ts";
import type { FeedRecord } from "../records.ts";

/**
 * What bytes alone can show of a state: states that a peer tells nobody of are one with their neighbour. To compare a
 * tap with a peer's own view, reduce both to this. Besides:
 *
 * - A life shows from its first byte on: a call that waits for a slot, or was given up there, is not there at all, nor a
 *   channel whose Call is not sent. Without a definition a channel shows from its first message on, since the Call does
 *   not tell who sends. A keepalive shows from its first Ping on.
 * - Deadlines and cancels are alike, as are handlers that threw, that were never found and that were not to run.
 * - Where messages crossed, the tap takes the order in which they passed it: a call whose Response met its
 *   CancelRequest under way counts as answered; a channel whose CloseChannel met a ResetChannel, as whichever passed
 *   first.
 * - Stalls are judged by credit, which needs the definition, and by it alone: whether a writer waits is not on the wire.
 */
const SHOWN: Readonly<Record<ChartName, Readonly<Record<string, string>>>> = {
  session: {
    deciding: "handshake",
    awaitingHello: "handshake",
    awaitingHelloYourself: "handshake",
    lingering: "established",
    draining: "established",
  },
  keepalive: {},
  connection: { idle: "opening", awaitingAccept: "opening", deciding: "opening", draining: "open" },
  outgoingRequest: { timedOut: "cancelled" },
  incomingRequest: { queued: "handling", refused: "failed", cancelling: "cancelled" },
  outgoingChannel: { unbound: "flowing", stalled: "flowing" },
  incomingChannel: { announced: "open", closedEarly: "closed", draining: "closed" },
};

/** A state of a chart as bytes alone can show it. */
export function shown(chart: ChartName, state: string): string {
  return SHOWN[chart][state] ?? state;
}

/** One life as bytes alone can show it. */
export interface ShownLife {
  readonly life: string;
  readonly parent: string | null;
  readonly state: string;
}

/** The tree of lives that some records tell, each in its last state, in the order of their names. */
export function treeOf(records: Iterable<FeedRecord>): ShownLife[] {
  const charts = new Map<string, ChartName>();
  const lives = new Map<string, ShownLife>();
  for (const record of records) {
    if (record.type === "actor" && record.chart !== null) {
      const { life, parent, chart, state } = record;
      charts.set(life, chart);
      lives.set(life, { life, parent, state: shown(chart, state) });
    } else if (record.type === "transition") {
      const chart = charts.get(record.life);
      const life = lives.get(record.life);
      if (chart !== undefined && life !== undefined)
        lives.set(record.life, { ...life, state: shown(chart, record.to) });
    }
  }
  return [...lives.values()].sort((a, b) => (a.life < b.life ? -1 : 1));
}
