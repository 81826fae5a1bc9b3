import type { Tables } from "./charts.ts";
import type { Counterexample } from "./explore.ts";
import { nameOf } from "./messages.ts";
import type { Peer } from "./peer.ts";
import { play } from "./playback.ts";

type Side = "A" | "B";

interface Said {
  readonly by: Side;
  readonly message: string;
}

/** Two columns, A on the left: what each does and the states that it comes to, and arrows for messages as they arrive. */
export function drawLadder(counterexample: Counterexample, tables: Tables): string {
  const { plan, rule, detail } = counterexample;
  const lines = [`${plan.name} (${plan.profile}): ${rule}`, detail, "", row("A", "", "B")];
  let sent: Said[] = [];
  let received: Said | null = null;
  const witness = {
    sent: (peer: Peer, message: Parameters<typeof nameOf>[0]) => {
      sent.push({ by: sideOf(peer), message: nameOf(message) });
    },
    received: (peer: Peer, message: Parameters<typeof nameOf>[0]) => {
      received = { by: sideOf(peer), message: nameOf(message) };
    },
  };
  const forget = () => {
    sent = [];
    received = null;
  };
  const states = new Map<string, string>();
  for (const { step, action, world, breach } of play(counterexample, tables, witness, forget)) {
    if (step > 0) lines.push(rungOf(step, action?.label ?? "", action?.by ?? null, received));
    if (step > 0) for (const { by, message } of sent) lines.push(column(by, `sends ${message}`));
    for (const peer of world.peers) lines.push(...changesOf(peer, states));
    if (breach !== null) lines.push(`  *** ${breach}`);
  }
  return lines.map((line) => line.trimEnd()).join("\n");
}

function rungOf(step: number, label: string, by: Peer | null, received: Said | null): string {
  if (received !== null) return row("", arrow(received.by === "A", `${step}. ${received.message}`), "");
  return by === null ? row("", `${step}. ${label}`, "") : column(sideOf(by), `${step}. ${label}`);
}

/** What is in another state than before. */
function changesOf(peer: Peer, states: Map<string, string>): string[] {
  const lines: string[] = [];
  for (const { name, state, hasBegun } of peer.actors) {
    const key = `${peer.name} ${name}`;
    if (!hasBegun || states.get(key) === state) continue;
    states.set(key, state);
    lines.push(column(sideOf(peer), `  [${name}: ${state}]`));
  }
  return lines;
}

function sideOf({ index }: Peer): Side {
  return index === 0 ? "A" : "B";
}

const SIDE = 38;
const MIDDLE = 44;

function column(side: Side, text: string): string {
  return side === "A" ? row(text, "", "") : row("", "", text);
}

function row(left: string, middle: string, right: string): string {
  return `${left.padEnd(SIDE)}|${middle.padEnd(MIDDLE)}|${right}`;
}

function arrow(isToA: boolean, text: string): string {
  const dashes = "-".repeat(Math.max(2, MIDDLE - text.length - 3));
  return isToA ? `<${dashes} ${text} ` : ` ${text} ${dashes}>`;
}
