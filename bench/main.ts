/** The bench: every contender in every scenario, rounds interleaved, a client and a server process (or thread) each. */
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { CONTENDERS, isPresent, moduleOf, takesPart, transportOf } from "./contenders/registry.ts";
import { canPin, type PeerProcess } from "./peer-process.ts";
import { startPair } from "./peers.ts";
import { type Result, tableOf } from "./results.ts";
import { type Measurement, SCENARIOS } from "./scenarios.ts";
import { summarize } from "./summary.ts";
import { aligned, markdown } from "./table.ts";

const HELP = `node dist/bench/main.js [options]
  --rounds N        rounds of each scenario (5)
  --seconds S       length of a round (0.8)
  --only A,B        contenders, of ${CONTENDERS.join(", ")}
  --scenario TEXT   only scenarios whose name contains TEXT
  --no-pin          let the system place the processes (default: client and server on a processor each, with taskset)
  --markdown        tables in Markdown
  --json FILE       every round, as JSON`;

const { values: flags } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    seconds: { type: "string", default: "0.8" },
    only: { type: "string", default: CONTENDERS.join(",") },
    scenario: { type: "string", default: "" },
    "no-pin": { type: "boolean", default: false },
    markdown: { type: "boolean", default: false },
    json: { type: "string" },
    help: { type: "boolean", default: false },
  },
});

function positive(name: string, text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new Error(`--${name} wants a number above 0, not ${text}`);
}

async function startAll(names: readonly string[], pinned: boolean, started: PeerProcess[]) {
  const clients = new Map<string, PeerProcess>();
  for (const name of names) {
    // Both halves of those over a MessagePort are threads of one process: on one processor they would wait for each other.
    const apart = pinned && transportOf(name) !== "MessagePort";
    clients.set(name, await startPair({ name, module: moduleOf(name) }, apart, started));
  }
  return clients;
}

async function bench(): Promise<void> {
  const rounds = Math.ceil(positive("rounds", flags.rounds));
  const seconds = positive("seconds", flags.seconds);
  const wanted = flags.only.split(",");
  for (const name of wanted.filter((name) => !isPresent(name))) console.error(`${name} is not there: left out`);
  const scenarios = SCENARIOS.filter(({ name }) => name.includes(flags.scenario));
  const pinned = !flags["no-pin"] && canPin();
  const machine = `Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? "unknown processor"}`;
  const setting = `${rounds} rounds of ${seconds} s, ${pinned ? "client and server pinned" : "not pinned"}`;
  console.log(`${machine}; ${setting}\n`);

  const started: PeerProcess[] = [];
  const results: Result[] = [];
  try {
    const everybody = await startAll(wanted.filter(isPresent), pinned, started);
    for (const { name: scenario, unit } of scenarios) {
      const clients = new Map([...everybody].filter(([name]) => takesPart(name, unit)));
      if (clients.size === 0) continue;
      // Warm code, and a rate from which streams take their length.
      for (const client of clients.values()) {
        await client.run({ scenario, seconds: seconds / 8 });
        await client.run({ scenario, seconds: seconds / 2 });
      }
      const measured = new Map<string, Measurement[]>();
      for (let round = 0; round < rounds; round++) {
        for (const [name, client] of clients) {
          const list = measured.get(name) ?? [];
          measured.set(name, list);
          list.push(await client.run({ scenario, seconds }));
        }
      }
      const contenders = Object.fromEntries([...measured].map(([name, list]) => [name, summarize(list)]));
      const result: Result = { scenario, unit, contenders };
      results.push(result);
      console.log(flags.markdown ? markdown(tableOf(result)) : aligned(tableOf(result)));
    }
  } finally {
    await Promise.all(started.map((peer) => peer.end()));
  }
  if (flags.json !== undefined) {
    writeFileSync(flags.json, `${JSON.stringify({ machine, setting, rounds, seconds, results }, null, 2)}\n`);
  }
}

if (flags.help) console.log(HELP);
else await bench();
