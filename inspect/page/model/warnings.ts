import type { Header } from "../../records.ts";
import { durationText } from "../format.ts";
import type { Life } from "./life.ts";
import { breachesAhead } from "./load.ts";
import type { Incident, World } from "./world.ts";

export type WarningKind = "stalled" | "violation" | "lost" | "gap" | "old" | "leak" | "limit";

export interface Warning {
  /** Stays the same from look to look. */
  readonly key: string;
  readonly kind: WarningKind;
  readonly isSevere: boolean;
  readonly title: string;
  /** The sentence: what it waits for, and who must act. */
  readonly text: string;
  readonly rule: string | null;
  readonly life: string | null;
  /** When it came to be. */
  readonly at: number;
}

/** In milliseconds: from when on something is worth a warning. */
export interface Thresholds {
  readonly stalled: number;
  readonly request: number;
  readonly channel: number;
}

export const THRESHOLDS: Thresholds = { stalled: 2_000, request: 10_000, channel: 60_000 };

const SAME_MS = 2;

/** Who must act, where no sample has said it. */
const MUST_ACT: ReadonlyMap<string, string> = new Map([
  ["outgoingRequest queued", "the other side must answer an earlier call, or the link take what was sent"],
  ["outgoingRequest awaitingResponse", "the other side must answer"],
  ["outgoingRequest cancelling", "the other side must answer to free the slot"],
  ["incomingRequest queued", "one of our handlers must return"],
  ["incomingRequest handling", "our handler must return"],
  ["incomingRequest cancelling", "our handler must return"],
  ["outgoingChannel flowing", "our code may send or close"],
  ["incomingChannel announced", "its handler must start"],
  ["incomingChannel open", "the other side must send or close"],
]);

/** The worst first, then the oldest; violations and gaps as they came, the latest first. */
export function warningsOf(world: World, header: Header | null, thresholds: Thresholds, now: number): Warning[] {
  const standing: Warning[] = [];
  for (const life of world.lives.values()) {
    if (life.ended !== null) continue;
    const warning = aboutLife(life, thresholds, now);
    if (warning !== null) standing.push(warning);
  }
  standing.sort((a, b) => Number(b.isSevere) - Number(a.isSevere) || a.at - b.at);
  const incidents = incidentsOf(world).map(aboutIncident).reverse();
  return [
    ...standing.filter(({ isSevere }) => isSevere),
    ...incidents,
    ...breachesAhead(world, header),
    ...standing.filter(({ isSevere }) => !isSevere),
  ];
}

/** A violation is told twice, by the chart and with its text: once is enough. */
function incidentsOf({ incidents: { items } }: World): readonly Incident[] {
  return items.filter((one, n) => {
    const next = items[n + 1];
    return one.type !== "transition" || next?.type !== "error" || next.life !== one.life || next.at - one.at > SAME_MS;
  });
}

function aboutLife(life: Life, thresholds: Thresholds, now: number): Warning | null {
  const lasting = now - life.since;
  const age = now - life.began;
  const about = { life: life.name, rule: null, at: life.since };
  const title = nameOf(life);
  if (life.kind === "channel") {
    if (life.state === "stalled" && lasting >= thresholds.stalled) {
      const text = sentence(life, `no credit for ${durationText(lasting)}: the receiver must take items and grant`);
      return { ...about, key: `stalled ${life.name}`, kind: "stalled", isSevere: true, title, text };
    }
    if (life.queued > 0 && life.waiting === 0 && lasting >= thresholds.channel) {
      const text = sentence(life, `${life.queued} queued: our code must take them`);
      return { ...about, key: `old ${life.name}`, kind: "old", isSevere: false, title, text };
    }
  }
  const { parent } = life;
  if (parent !== null && parent.ended !== null && now - parent.ended >= thresholds.stalled && isOwned(life)) {
    const text = `it outlives ${nameOf(parent)}, which ended ${durationText(now - parent.ended)} ago as ${parent.state}`;
    return { ...about, at: parent.ended, key: `leak ${life.name}`, kind: "leak", isSevere: true, title, text };
  }
  const isOld =
    (life.kind === "request" && age >= thresholds.request) || (life.kind === "channel" && age >= thresholds.channel);
  if (!isOld) return null;
  const act = MUST_ACT.get(`${life.chart} ${life.state}`);
  const text = sentence(life, `${life.state} for ${durationText(lasting)}${act === undefined ? "" : `: ${act}`}`);
  return { ...about, at: life.began, key: `old ${life.name}`, kind: "old", isSevere: false, title, text };
}

/** Channels live on after their call; nothing else may outlive what it belongs to. */
function isOwned(life: Life): boolean {
  return life.chart !== null && !(life.kind === "channel" && life.parent?.kind === "request");
}

function aboutIncident(incident: Incident): Warning {
  const { seq, at } = incident;
  const about = { key: `${seq}`, at, life: "life" in incident ? incident.life : null, rule: null };
  switch (incident.type) {
    case "gap": {
      const title = `${incident.dropped} record${incident.dropped === 1 ? "" : "s"} dropped`;
      const text = "the feed could not keep up, or its cap was reached: what follows may lack beginnings and ends";
      return { ...about, kind: "gap", isSevere: false, title, text };
    }
    case "error": {
      const title = incident.rule === null ? "Error" : "Violation";
      const kind = incident.rule === null ? "lost" : "violation";
      return { ...about, kind, isSevere: true, title, text: incident.text, rule: incident.rule };
    }
    case "transition": {
      const { type } = incident.event;
      const isTheirs = type.startsWith("peer.");
      const title = isTheirs ? "Unexpected message" : "Misuse";
      const text = `${type} in state ${incident.from}: the chart has no row for it${isTheirs ? "; the counterpart broke a rule" : ""}`;
      return { ...about, kind: "violation", isSevere: isTheirs, title, text, rule: incident.rules[0] ?? null };
    }
  }
}

export function nameOf(life: Life): string {
  if (life.label !== "") return life.label;
  return life.id === null ? life.kind : `${life.kind} ${life.id}`;
}

function sentence(life: Life, otherwise: string): string {
  return life.explanation === "" ? otherwise : life.explanation;
}
