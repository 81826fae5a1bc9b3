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
const STALE_MS = 1_000;

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

/** Standing warnings that are put into words; there may be one for each of ten thousand lives. */
const MOST = 500;

export interface Warnings {
  /** The worst first, then the oldest; violations and gaps as they came, the latest first. */
  readonly list: readonly Warning[];
  /** Those that are not in the list. */
  readonly more: number;
}

/** `isWanted` leaves out the lives that nobody asks for. */
export function warningsOf(
  world: World,
  header: Header | null,
  thresholds: Thresholds,
  now: number,
  isWanted: (life: Life) => boolean = () => true,
): Warnings {
  const severe: Finding[] = [];
  const mild: Finding[] = [];
  for (const life of world.lives.values()) {
    if (life.ended !== null) continue;
    const finding = findingOn(life, thresholds, now);
    if (finding === null || !isWanted(life)) continue;
    if (finding.kind === "old") mild.push(finding);
    else severe.push(finding);
  }
  const told = (findings: Finding[]): Warning[] =>
    findings
      .sort((one, other) => one.at - other.at)
      .slice(0, MOST)
      .map((finding) => aboutFinding(finding, now));
  const about = (name: string | null): boolean => {
    const life = name === null ? undefined : world.lives.get(name);
    return life === undefined || isWanted(life);
  };
  const incidents = incidentsOf(world)
    .map(aboutIncident)
    .filter(({ life }) => about(life))
    .reverse();
  const limits = breachesAhead(world, header).filter(({ life }) => about(life));
  return {
    list: [...told(severe), ...incidents, ...limits, ...told(mild)],
    more: Math.max(0, severe.length - MOST) + Math.max(0, mild.length - MOST),
  };
}

/** A violation is told twice, by the chart and with its text: once is enough. */
function incidentsOf({ incidents: { items } }: World): readonly Incident[] {
  return items.filter((one, n) => {
    const next = items[n + 1];
    return one.type !== "transition" || next?.type !== "error" || next.life !== one.life || next.at - one.at > SAME_MS;
  });
}

interface Finding {
  readonly kind: "stalled" | "old" | "leak";
  readonly life: Life;
  readonly at: number;
}

/** No words yet: this is asked of everything alive. */
function findingOn(life: Life, thresholds: Thresholds, now: number): Finding | null {
  const lasting = now - life.since;
  if (life.state === "stalled" && life.kind === "channel" && lasting >= thresholds.stalled) {
    return { kind: "stalled", life, at: life.since };
  }
  const { ended = null } = life.parent ?? {};
  if (ended !== null && now - ended >= thresholds.stalled && isOwned(life)) return { kind: "leak", life, at: ended };
  const age = now - life.began;
  const isOld =
    (life.kind === "request" && age >= thresholds.request) || (life.kind === "channel" && age >= thresholds.channel);
  return isOld ? { kind: "old", life, at: life.began } : null;
}

function aboutFinding({ kind, life, at }: Finding, now: number): Warning {
  const about = { key: `${kind} ${life.name}`, kind, isSevere: kind !== "old", title: nameOf(life), rule: null };
  return { ...about, life: life.name, at, text: textOf(kind, life, now) };
}

function textOf(kind: Finding["kind"], life: Life, now: number): string {
  const lasting = durationText(now - life.since);
  if (kind === "stalled")
    return sentence(life, now, `no credit for ${lasting}: the receiver must take items and grant`);
  if (kind === "leak" && life.parent !== null) {
    const ago = durationText(now - (life.parent.ended ?? now));
    return `it outlives ${nameOf(life.parent)}, which ended ${ago} ago as ${life.parent.state}`;
  }
  const act = MUST_ACT.get(`${life.chart} ${life.state}`);
  return sentence(life, now, `${life.state} for ${lasting}${act === undefined ? "" : `: ${act}`}`);
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

function nameOf(life: Life): string {
  if (life.label !== "") return life.label;
  return life.id === null ? life.kind : `${life.kind} ${life.id}`;
}

/** In the words of the peer; figures of time in them are of when they were said. */
function sentence({ explanation, explained }: Life, now: number, otherwise: string): string {
  if (explanation === "") return otherwise;
  return now - explained > STALE_MS ? `${explanation} (said ${durationText(now - explained)} ago)` : explanation;
}
