/**
 * The bench: every contender in every scenario, rounds interleaved, a client and a server process (or thread) each. In a
 * browser each client is a page, and the servers are the same.
 */
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import type { Chromium } from "./browser/chromium.ts";
import { CONTENDERS, isPresent, moduleOf, pageModuleOf, takesPart, transportOf } from "./contenders/registry.ts";
import type { Runner, Started } from "./messages.ts";
import { canPin } from "./peer-process.ts";
import { startPair, startServer } from "./peers.ts";
import { type Result, tableOf } from "./results.ts";
import { type Measurement, SCENARIOS } from "./scenarios.ts";
import { summarize } from "./summary.ts";
import { aligned, markdown } from "./table.ts";

const HELP = `node dist/bench/main.js [options]
  --rounds N        rounds of each scenario (5)
  --seconds S       length of a round (0.8)
  --only A,B        contenders, of ${CONTENDERS.join(", ")}
  --scenario TEXT   only scenarios whose name contains TEXT
  --browser         the clients in pages of Chromium (CHROMIUM=/path/to/chromium, default /usr/bin/chromium), over WebSocket
  --no-pin          let the system place the processes (default: client and server on a processor each, with taskset;
                    of a browser only the servers are pinned)
  --markdown        tables in Markdown
  --json FILE       every round, as JSON`;

const { values: flags } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    seconds: { type: "string", default: "0.8" },
    only: { type: "string" },
    scenario: { type: "string", default: "" },
    browser: { type: "boolean", default: false },
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

async function startChromium(names: readonly string[], started: Started[]): Promise<Chromium> {
  const { Chromium } = await import("./browser/chromium.ts");
  const modules = names.flatMap((name) => {
    const module = pageModuleOf(name);
    return module === undefined ? [] : [[name, module] as const];
  });
  return Chromium.start(new Map(modules), started);
}

async function startAll(
  names: readonly string[],
  chromium: Chromium | undefined,
  pinned: boolean,
  started: Started[],
): Promise<ReadonlyMap<string, Runner>> {
  const clients = new Map<string, Runner>();
  for (const name of names) {
    const subject = { name, module: moduleOf(name) };
    // Both halves of those over a MessagePort are threads of one process: on one processor they would wait for each other.
    const apart = pinned && transportOf(name) !== "MessagePort";
    if (chromium === undefined) clients.set(name, await startPair(subject, apart, started));
    else clients.set(name, await chromium.open(name, await startServer(subject, apart, started)));
  }
  return clients;
}

async function bench(): Promise<void> {
  const rounds = Math.ceil(positive("rounds", flags.rounds));
  const seconds = positive("seconds", flags.seconds);
  const all = flags.browser ? CONTENDERS.filter((name) => pageModuleOf(name) !== undefined) : CONTENDERS;
  const wanted = flags.only?.split(",") ?? all;
  const present = wanted.filter((name) => isPresent(name) && all.includes(name));
  for (const name of wanted.filter((name) => !present.includes(name))) console.error(`${name} is not there: left out`);
  const scenarios = SCENARIOS.filter(({ name }) => name.includes(flags.scenario));
  const pinned = !flags["no-pin"] && canPin();
  const pins = flags.browser ? "servers pinned" : "client and server pinned";
  const setting = `${rounds} rounds of ${seconds} s, ${pinned ? pins : "not pinned"}`;
  let machine = `Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? "unknown processor"}`;

  const started: Started[] = [];
  const results: Result[] = [];
  try {
    const chromium = flags.browser ? await startChromium(present, started) : undefined;
    if (chromium !== undefined) machine = `Chromium ${chromium.version}, ${machine}`;
    console.log(`${machine}; ${setting}\n`);
    const everybody = await startAll(present, chromium, pinned, started);
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
