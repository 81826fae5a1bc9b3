/** The bench of scale: what one more call or channel costs beside many that live already, and what each of those weighs. */
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import type { Cost } from "./scale/crowd.ts";
import { CrowdProcess } from "./scale/crowd-process.ts";
import { isKind, KINDS, type Kind } from "./scale/crowds.ts";
import { weights } from "./scale/weights.ts";
import { quantile } from "./summary.ts";
import { aligned, markdown, type Table } from "./table.ts";

const HELP = `node --expose-gc dist/bench/scale.js [options]
  --siblings A,B    how many live siblings (1,100,10000,100000)
  --rounds N        rounds of each (9)
  --seconds S       length of a round (0.3)
  --each N          live actors of each kind when weighing (20000)
  --markdown        tables in Markdown`;

const { values: flags } = parseArgs({
  options: {
    siblings: { type: "string", default: "1,100,10000,100000" },
    rounds: { type: "string", default: "9" },
    seconds: { type: "string", default: "0.3" },
    each: { type: "string", default: "20000" },
    markdown: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

const print = (table: Table) => console.log(flags.markdown ? markdown(table) : aligned(table));

/** One process for each number of siblings, so that none pays for another's heap; rounds take turns. */
async function costs(kind: Kind, siblings: readonly number[], rounds: number, seconds: number): Promise<Table> {
  const crowds: CrowdProcess[] = [];
  try {
    for (const count of siblings) {
      const crowd = new CrowdProcess(kind, count);
      crowds.push(crowd);
      await crowd.ready();
      // Warm code.
      await crowd.round(seconds * 3);
    }
    const costs = crowds.map((): Cost[] => []);
    for (let round = 0; round < rounds; round++) {
      for (const [index, crowd] of crowds.entries()) costs[index]?.push(await crowd.round(seconds));
    }
    const ofFirst = `of that at ${siblings[0]}`;
    const columns = ["live siblings", "wall us each", "quartiles", ofFirst, "CPU us of both sides", ofFirst];
    return { title: KINDS[kind], columns, rows: rowsOf(siblings, costs) };
  } finally {
    for (const crowd of crowds) crowd.end();
  }
}

function rowsOf(siblings: readonly number[], costs: readonly (readonly Cost[])[]): string[][] {
  const walls = costs.map((list) => list.map(({ wall }) => wall));
  const wall = walls.map((list) => quantile(list, 0.5));
  const cpu = costs.map((list) =>
    quantile(
      list.map((cost) => cost.cpu),
      0.5,
    ),
  );
  const ofFirst = (medians: readonly number[], index: number) => {
    const [first = Number.NaN] = medians;
    return `${((medians[index] ?? Number.NaN) / first).toFixed(2)}x`;
  };
  return siblings.map((count, index) => [
    count.toLocaleString("en-US"),
    (wall[index] ?? Number.NaN).toFixed(2),
    [0.25, 0.75].map((share) => quantile(walls[index] ?? [], share).toFixed(2)).join(" – "),
    ofFirst(wall, index),
    (cpu[index] ?? Number.NaN).toFixed(2),
    ofFirst(cpu, index),
  ]);
}

async function heap(each: number): Promise<Table> {
  const weighed = await weights(each);
  const [bare] = weighed;
  const whole = (bytes: number) => Math.round(bytes).toLocaleString("en-US");
  const rows = weighed.map(({ name, bytes }) => [
    name,
    whole(bytes),
    whole(bytes - (bare?.bytes ?? Number.NaN)),
    `${(bytes / (bare?.bytes ?? Number.NaN)).toFixed(2)}x`,
  ]);
  const columns = ["", "bytes", "above bare child", "of bare child"];
  return { title: `heap of one live idle actor, of ${each}`, columns, rows };
}

async function bench(): Promise<void> {
  const siblings = flags.siblings.split(",").map(Number);
  const rounds = Number(flags.rounds);
  const seconds = Number(flags.seconds);
  console.log(`Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model}; ${rounds} rounds of ${seconds} s\n`);
  for (const kind of Object.keys(KINDS).filter(isKind)) print(await costs(kind, siblings, rounds, seconds));
  print(await heap(Number(flags.each)));
}

if (flags.help) console.log(HELP);
else await bench();
