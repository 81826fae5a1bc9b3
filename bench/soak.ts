/** The soak: mixed work for long, an inspector's feed read for half of it. Fails when the heap grows or actors are left. */
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { type Session, serve, sessionOf } from "../runtime/index.ts";
import { Random } from "../test/sim/random.ts";
import { heapAfterGc } from "./soak/heap.ts";
import { isPassed, type Outcome, rowOf, type Sample, tablesOf, verdictOf } from "./soak/outcome.ts";
import { Reading } from "./soak/reading.ts";
import { Workers } from "./soak/workers.ts";
import { dial, handlers, limits, Mixed } from "./soak/works.ts";
import { aligned, markdown } from "./table.ts";

const HELP = `node --expose-gc dist/bench/soak.js [options]
  --minutes N       how long (60), after a minute to warm up; the feed is read in the second and third quarter
  --seed N          what the work follows from (1)
  --markdown        the tables in Markdown`;

const WORKERS = 8;
const WARM_UP_MS = 60_000;

const { values: flags } = parseArgs({
  options: {
    minutes: { type: "string", default: "60" },
    seed: { type: "string", default: "1" },
    markdown: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

/** Requests, channels and virtual connections that live in these sessions. */
function livesIn(sessions: Iterable<Session>): number {
  let lives = 0;
  for (const { actor } of sessions) {
    const { connections, requests, channels } = actor.getSnapshot().context;
    lives += requests + channels + Math.max(0, connections - 1);
  }
  return lives;
}

async function soak(): Promise<Outcome> {
  const live = new Set<Session>();
  const reading = new Reading();
  const begun = (session: Session) => {
    live.add(session);
    reading.add(session);
    void session.closed.then(() => live.delete(session));
  };
  const server = await serve("tcp://127.0.0.1:0", Mixed, handlers, {
    limits,
    onHandlerError: () => {},
    onConnection: (incoming) => {
      incoming.accept(Mixed, handlers);
    },
    onRoot: (root) => begun(root.session),
  });
  const client = await dial(server.url);
  begun(sessionOf(client));
  const random = new Random(Number(flags.seed));
  const bench = () => ({ url: server.url, client, random: random.fork(), begun });
  const workers = new Workers(Array.from({ length: WORKERS }, bench));
  await warmUp(reading, live);

  const samples: Sample[] = [];
  for await (const { minutes, quarter } of moments(Number(flags.minutes))) {
    await workers.hold();
    // Ends that are on their way arrive.
    await sleep(100);
    await reading.caughtUp();
    if (!live.has(sessionOf(client))) throw new Error("the session that was to last has ended");
    const sample = { minutes, ...heapAfterGc(), isRead: reading.isOn };
    samples.push(sample);
    console.error(rowOf(sample).join("  "));
    if (quarter >= 3) reading.end();
    else if (quarter >= 1 && !reading.isOn) reading.begin(live);
    if (quarter < 4) workers.go();
  }

  const left = livesIn(live);
  const ours = [...live];
  await sessionOf(client).close();
  await server.close();
  await sleep(100);
  const leftAfter = livesIn(ours) + live.size + server.sessions.length;
  return { samples, done: workers.done, records: reading.records, left, leftAfter };
}

/**
 * Everything that will be weighed has run before: every kind of work, with a feed and after one. What V8 makes of code
 * in its first runs (bytecode, feedback, shapes of objects) stays for good and is counted like objects, so whatever
 * began after the base line would look like a leak of its own size.
 */
async function warmUp(reading: Reading, live: Iterable<Session>): Promise<void> {
  const part = Math.min(WARM_UP_MS, Number(flags.minutes) * 60_000) / 3;
  await sleep(part);
  reading.begin(live);
  await sleep(part);
  reading.end();
  await sleep(part);
  reading.records = 0;
}

/** About every minute; in a short run so often that each quarter has three. Tells how many quarters are over. */
async function* moments(length: number): AsyncGenerator<{ minutes: number; quarter: number }> {
  const began = performance.now();
  const count = Math.max(12, Math.round(length));
  for (let n = 1; n <= count; n++) {
    const minutes = (length * n) / count;
    await sleep(began + minutes * 60_000 - performance.now());
    yield { minutes, quarter: Math.floor((4 * n) / count) };
  }
}

if (flags.help) console.log(HELP);
else {
  const outcome = await soak();
  for (const table of tablesOf(outcome, `soak, seed ${flags.seed}`)) {
    console.log(flags.markdown ? markdown(table) : aligned(table));
  }
  console.log(verdictOf(outcome).join("\n"));
  if (!isPassed(outcome)) {
    console.log("FAILED");
    process.exitCode = 1;
  }
}
