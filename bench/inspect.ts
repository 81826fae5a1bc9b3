/** The bench of the inspector: what it costs to be looked at, and what a tap costs who speaks through it. */
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { Child } from "./inspect/child.ts";
import { LANES, type Lane } from "./inspect/lanes.ts";
import { quantile } from "./summary.ts";
import { markdown, type Table } from "./table.ts";

const HELP = `node dist/bench/inspect.js [options]
  --rounds N     rounds of each lane, which take turns (9)
  --seconds S    length of a round (1)
  --live N       live actors while the delay of the event loop is measured (10000)
  --calls N      pipelined calls through a tap (10000)`;

const { values: flags } = parseArgs({
  options: {
    rounds: { type: "string", default: "9" },
    seconds: { type: "string", default: "1" },
    live: { type: "string", default: "10000" },
    calls: { type: "string", default: "10000" },
    help: { type: "boolean", default: false },
  },
});

const rounds = Number(flags.rounds);
const seconds = Number(flags.seconds);

/** Figures of each, asked in turns; one turn before is for warm code. */
async function inTurns(children: readonly Child[], turns: number, question: string): Promise<number[][]> {
  const figures = children.map((): number[] => []);
  for (const child of children) await child.ask(question);
  for (let turn = 0; turn < turns; turn++) {
    for (const [index, child] of children.entries()) figures[index]?.push(await child.ask(question));
  }
  return figures;
}

async function withLanes(lanes: readonly Lane[], waiting: number, turns: number, question: string) {
  const children: Child[] = [];
  try {
    for (const lane of lanes) children.push((await Child.start("lane", [lane, String(waiting)])).child);
    return await inTurns(children, turns, question);
  } finally {
    for (const child of children) child.end();
  }
}

const quartiles = (list: readonly number[], digits: number) =>
  `${figure(quantile(list, 0.25), digits)} – ${figure(quantile(list, 0.75), digits)}`;
const figure = (value: number, digits: number) =>
  value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });

async function calls(): Promise<Table> {
  const lanes = ["off", "unread", "feed", "both", "xstate"] as const;
  const figures = await withLanes(lanes, 0, rounds, `calls ${seconds}`);
  const off = quantile(figures[0] ?? [], 0.5);
  const rows = lanes.map((lane, index) => {
    const list = figures[index] ?? [];
    const median = quantile(list, 0.5);
    return [LANES[lane], figure(median, 0), quartiles(list, 0), `${(median / off).toFixed(2)}x`];
  });
  const columns = ["who looks on", "calls/s", "quartiles", "of nobody"];
  return { title: "calls, 64 in flight, both peers in one process", columns, rows };
}

async function delays(): Promise<Table> {
  const lanes = ["off", "feed", "xstate"] as const;
  const figures = await withLanes(lanes, Number(flags.live), 3, `delay ${seconds * 3}`);
  const rows = lanes.map((lane, index) => [LANES[lane], figure(Math.min(...(figures[index] ?? [])), 2)]);
  const title = `event loop delay with ${flags.live} calls that wait and 1,000 calls a second, best of three`;
  return { title, columns: ["who looks on", "p99 ms"], rows };
}

async function taps(): Promise<Table> {
  const hows = { plain: "a plain forwarder", tap: "tap", records: "tap that makes all records" };
  const children: Child[] = [];
  const callers: Child[] = [];
  try {
    const { child, said } = await Child.start("pipeline", ["serve"]);
    children.push(child);
    for (const how of Object.keys(hows)) {
      const between = await Child.start("between", [how, String(said)]);
      children.push(between.child);
      const caller = await Child.start("pipeline", ["call", String(between.said)]);
      callers.push(caller.child);
    }
    const figures = await inTurns(callers, rounds, flags.calls);
    const base = quantile(figures[0] ?? [], 0.5);
    const rows = Object.values(hows).map((name, index) => {
      const list = figures[index] ?? [];
      const median = quantile(list, 0.5);
      return [name, figure(median, 1), quartiles(list, 1), `${(median / base).toFixed(2)}x`];
    });
    const columns = ["between the peers", "ms", "quartiles", "of the forwarder"];
    return { title: `${flags.calls} pipelined calls, each part in a process of its own`, columns, rows };
  } finally {
    for (const child of [...callers, ...children]) child.end();
  }
}

if (flags.help) console.log(HELP);
else {
  console.log(`Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model}; ${rounds} rounds of ${seconds} s\n`);
  for (const lane of [calls, delays, taps]) console.log(markdown(await lane()));
}
