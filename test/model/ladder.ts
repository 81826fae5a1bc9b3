import { actionsOf } from "./actions.ts";
import type { Tables } from "./charts.ts";
import type { Counterexample } from "./explore.ts";
import { Breach } from "./memory.ts";
import { type Message, nameOf } from "./messages.ts";
import type { Peer } from "./peer.ts";
import { World } from "./world.ts";

/** One step of a counterexample, as data. */
export interface Rung {
  readonly step: number;
  /** Who acts or receives; `null` for the link. */
  readonly peer: string | null;
  readonly action: string;
  readonly received: string | null;
  readonly sent: readonly string[];
  /** States of what is alive or has ended, by name, at both peers. */
  readonly states: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly breach: string | null;
}

/** Plays a counterexample again, and notes what happens. */
export function rungsOf({ plan, path, detail }: Counterexample, tables: Tables): Rung[] {
  const world = new World(plan, tables);
  const actions = actionsOf(world);
  const rungs: Rung[] = [];
  try {
    world.start();
  } catch (error) {
    if (!(error instanceof Breach)) throw error;
  }
  path.forEach((at, step) => {
    const action = actions[at];
    if (action === undefined) throw new RangeError(`there is no action ${at}`);
    const { by } = action;
    const received = action.label === "" && by !== null ? by.in.inFlight()[0] : undefined;
    const before = world.peers.map((peer) => peer.out.inFlight());
    let breach: string | null = step === path.length - 1 ? detail : null;
    try {
      action.run();
    } catch (error) {
      if (!(error instanceof Breach)) throw error;
      breach = error.message;
    }
    const sent = by === null ? [] : newIn(by.out.inFlight(), before[by.index] ?? []);
    const states = Object.fromEntries(world.peers.map((peer) => [peer.name, statesOf(peer)]));
    if (breach === null) world.settle();
    rungs.push({
      ...{ step: step + 1, peer: by?.name ?? null, action: action.label },
      ...{ received: received === undefined ? null : nameOf(received), sent, states, breach },
    });
  });
  return rungs;
}

/** Two columns, A on the left: what each does, and arrows for messages as they arrive. */
export function drawLadder({ plan, rule, detail }: Counterexample, rungs: readonly Rung[]): string {
  const lines = [`${plan.name} (${plan.profile}): ${rule}`, detail, "", row("A", "", "B")];
  let before: Rung["states"] = {};
  for (const { step, peer, action, received, sent, states, breach } of rungs) {
    const what = action === "" ? "" : `${step}. ${action}`;
    if (received !== null) lines.push(row("", arrow(peer === "A", `${step}. ${received}`), ""));
    else lines.push(peer === null ? row("", what, "") : peer === "A" ? row(what, "", "") : row("", "", what));
    for (const message of sent)
      lines.push(peer === "A" ? row(`sends ${message}`, "", "") : row("", "", `sends ${message}`));
    for (const side of ["A", "B"]) {
      for (const [name, state] of Object.entries(states[side] ?? {})) {
        if (before[side]?.[name] === state) continue;
        const text = `  [${name}: ${state}]`;
        lines.push(side === "A" ? row(text, "", "") : row("", "", text));
      }
    }
    before = states;
    if (breach !== null) lines.push(`  *** ${breach}`);
  }
  return lines.map((line) => line.trimEnd()).join("\n");
}

/** For `inspect` and for other programs: the plan first, then one rung a line. */
export function toJsonLines({ plan, rule, detail }: Counterexample, rungs: readonly Rung[]): string {
  const head = { kind: "counterexample", rule, detail, plan: { ...plan, choices: [...plan.choices] } };
  return [head, ...rungs].map((line) => `${JSON.stringify(line)}\n`).join("");
}

function statesOf(peer: Peer): Record<string, string> {
  const known = peer.actors.filter((actor) => actor.hasBegun).map((actor) => [actor.name, actor.state]);
  return Object.fromEntries(known);
}

function newIn(after: readonly Message[], before: readonly Message[]): string[] {
  const left = before.map(nameOf);
  return after.map(nameOf).filter((name) => {
    const at = left.indexOf(name);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

const SIDE = 38;
const MIDDLE = 44;

function row(left: string, middle: string, right: string): string {
  return `${left.padEnd(SIDE)}|${middle.padEnd(MIDDLE)}|${right}`;
}

function arrow(isToA: boolean, text: string): string {
  const dashes = "-".repeat(Math.max(2, MIDDLE - text.length - 3));
  return isToA ? `<${dashes} ${text} ` : ` ${text} ${dashes}>`;
}
