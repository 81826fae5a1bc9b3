/** The guard: roam now against roam at an earlier commit, by client CPU for an operation. Fails when now is slower. */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { buildBaseline } from "./baseline.ts";
import { moduleOf } from "./contenders/registry.ts";
import { canPin, type PeerProcess, type Subject } from "./peer-process.ts";
import { startPair } from "./peers.ts";
import { type Measurement, SCENARIOS, type Scenario } from "./scenarios.ts";
import { quantile } from "./summary.ts";
import { aligned, markdown } from "./table.ts";

const HELP = `node dist/bench/guard.js [options]
  --against COMMIT  the baseline (HEAD~1)
  --rounds N        rounds of each scenario in a run (9)
  --seconds S       length of a round (0.4)
  --scenario TEXT   only scenarios whose name contains TEXT
  --markdown        tables in Markdown

The ratio of a round is the baseline's CPU for an operation by the present one's: below 1, now is slower. A scenario
fails when the lower quartile of its ratios is below 0.8 in three runs of three.`;

/** The lower quartile of the ratios must not be below it. */
const LEAST = 0.8;
const RUNS = 3;
const WATCHED = [
  "calls, one at a time",
  "calls, 64 in flight",
  "i32 up, credit 256",
  "i32 down, credit 256",
  "64 KiB up, credit 16",
];

const { values: flags } = parseArgs({
  options: {
    against: { type: "string", default: "HEAD~1" },
    rounds: { type: "string", default: "9" },
    seconds: { type: "string", default: "0.4" },
    scenario: { type: "string", default: "" },
    markdown: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

const costOf = ({ cpuMicroseconds = Number.NaN, operations }: Measurement) => cpuMicroseconds / operations;

interface Compared {
  readonly baseline: number[];
  readonly present: number[];
  readonly ratios: number[];
}

/** Rounds of one scenario; who goes first takes turns too. */
async function compare(scenario: string, baseline: PeerProcess, present: PeerProcess): Promise<Compared> {
  const seconds = Number(flags.seconds);
  for (const client of [baseline, present]) {
    await client.run({ scenario, seconds: seconds / 4 });
    await client.run({ scenario, seconds });
  }
  const compared: Compared = { baseline: [], present: [], ratios: [] };
  for (let round = 0; round < Number(flags.rounds); round++) {
    const costs = new Map<PeerProcess, number>();
    const order = round % 2 === 0 ? [baseline, present] : [present, baseline];
    for (const client of order) costs.set(client, costOf(await client.run({ scenario, seconds })));
    const [before = Number.NaN, now = Number.NaN] = [costs.get(baseline), costs.get(present)];
    compared.baseline.push(before);
    compared.present.push(now);
    compared.ratios.push(before / now);
  }
  return compared;
}

/** One run with processes of its own; gives the scenarios in which now is slower. */
async function run(title: string, scenarios: readonly Scenario[], subjects: readonly [Subject, Subject]) {
  const started: PeerProcess[] = [];
  const slower: Scenario[] = [];
  const rows: string[][] = [];
  const pinned = canPin();
  try {
    const baseline = await startPair(subjects[0], pinned, started);
    const present = await startPair(subjects[1], pinned, started);
    for (const scenario of scenarios) {
      const compared = await compare(scenario.name, baseline, present);
      const lower = quantile(compared.ratios, 0.25);
      const isSlower = !(lower >= LEAST);
      if (isSlower) slower.push(scenario);
      rows.push([
        scenario.name,
        quantile(compared.baseline, 0.5).toFixed(2),
        quantile(compared.present, 0.5).toFixed(2),
        lower.toFixed(2),
        quantile(compared.ratios, 0.5).toFixed(2),
        quantile(compared.ratios, 0.75).toFixed(2),
        isSlower ? "slower" : "ok",
      ]);
    }
  } finally {
    await Promise.all(started.map((peer) => peer.end()));
  }
  const columns = ["", "baseline CPU us", "present CPU us", "lower quartile", "median ratio", "upper quartile", ""];
  const table = { title, columns, rows };
  console.log(flags.markdown ? markdown(table) : aligned(table));
  return slower;
}

async function guard(): Promise<void> {
  const tree = fileURLToPath(new URL("../../", import.meta.url));
  const { commit, module } = buildBaseline(tree, flags.against);
  const subjects = [
    { name: "baseline", module },
    { name: "present", module: moduleOf("roam") },
  ] as const;
  console.log(`Node ${process.version}; present tree against ${commit.slice(0, 7)}\n`);
  let suspects = SCENARIOS.filter(({ name }) => WATCHED.includes(name) && name.includes(flags.scenario));
  for (let n = 1; n <= RUNS && suspects.length > 0; n++) {
    suspects = await run(`run ${n} of at most ${RUNS}`, suspects, subjects);
  }
  for (const { name } of suspects) console.log(`SLOWER: ${name}, in ${RUNS} runs of ${RUNS}`);
  if (suspects.length > 0) process.exitCode = 1;
}

if (flags.help) console.log(HELP);
else await guard();
