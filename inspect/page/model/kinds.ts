import type { ChartName } from "../../../machines/tables.ts";

export type Kind = "session" | "connection" | "request" | "channel" | "keepalive" | "actor";

/** How a state is coloured: what it asks of whoever looks at it. */
export type Tone = "wait" | "busy" | "warn" | "done" | "gone" | "bad" | "plain";

const KIND_OF_CHART: Readonly<Record<ChartName, Kind>> = {
  session: "session",
  keepalive: "keepalive",
  connection: "connection",
  outgoingRequest: "request",
  incomingRequest: "request",
  outgoingChannel: "channel",
  incomingChannel: "channel",
};

const TONES: ReadonlyMap<string, Tone> = new Map([
  ...each(
    "wait",
    "idle awaitingHello awaitingHelloYourself awaitingAccept awaitingPong deciding queued unbound announced",
  ),
  ...each("wait", "awaitingResponse"),
  ...each("busy", "established quiet open flowing handling"),
  ...each("warn", "stalled cancelling draining lingering closedEarly"),
  ...each("done", "responded closed"),
  ...each("gone", "cancelled refused rejected abandoned"),
  ...each("bad", "lost reset failed timedOut dead"),
]);

function each(tone: Tone, states: string): (readonly [string, Tone])[] {
  return states.split(" ").map((state) => [state, tone]);
}

/** Last part of a life's name, without digits, by chart: what tells the chart where no record did. */
const CHART_OF_LETTER: ReadonlyMap<string, ChartName> = new Map([
  ["s", "session"],
  ["c", "connection"],
  ["r", "outgoingRequest"],
  ["h", "incomingRequest"],
  ["tx", "outgoingChannel"],
  ["rx", "incomingChannel"],
  ["k", "keepalive"],
]);

export function kindOf(chart: ChartName | null): Kind {
  return chart === null ? "actor" : KIND_OF_CHART[chart];
}

export function toneOf(chart: ChartName | null, state: string): Tone {
  return chart === null ? "plain" : (TONES.get(state) ?? "plain");
}

export function isChartName(text: string): text is ChartName {
  return Object.hasOwn(KIND_OF_CHART, text);
}

/** `left/s1/c0/tx7` is an outgoing channel; `left/xstate/x:3` nobody knows. */
export function chartFromName(name: string): ChartName | null {
  const parts = name.split("/");
  if (parts.includes("xstate")) return null;
  const letters = /^([a-z]+)\d*$/.exec(parts.at(-1) ?? "")?.[1];
  return letters === undefined ? null : (CHART_OF_LETTER.get(letters) ?? null);
}

/** Which way a request or channel goes, seen from its peer. */
export function wayOf(chart: ChartName | null): "out" | "in" | null {
  if (chart === "outgoingRequest" || chart === "outgoingChannel") return "out";
  return chart === "incomingRequest" || chart === "incomingChannel" ? "in" : null;
}
