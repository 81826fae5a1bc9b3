/** The soak: mixed work for long, an inspector's feed read for half of it. Fails when the heap grows or actors are left. */
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { createFeed, type Feed } from "../inspect/index.ts";
import { type Session, serve, sessionOf } from "../runtime/index.ts";
import { Random } from "../test/sim/random.ts";
import { Workers } from "./soak/workers.ts";
import { dial, handlers, limits, Mixed } from "./soak/works.ts";
import { quantile } from "./summary.ts";
import { aligned, markdown } from "./table.ts";

const HELP = `node --expose-gc dist/bench/soak.js [options]
  --minutes N       how long (60); the feed is read in the second and third quarter
  --seed N          what the work follows from (1)
  --markdown        the table in Markdown`;

const WORKERS = 8;
const MOST_GROWTH = 2 * 1024 * 1024;

const { values: flags } = parseArgs({
  options: {
    minutes: { type: "string", default: "60" },
    seed: { type: "string", default: "1" },
    markdown: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

interface Sample {
  readonly minutes: number;
  readonly bytes: number;
  readonly isRead: boolean;
}

const megabytes = (bytes: number) => (bytes / 1024 / 1024).toFixed(2);

function heapAfterGc(): number {
  if (globalThis.gc === undefined) throw new Error("run node with --expose-gc");
  globalThis.gc();
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}

/** Requests, channels and virtual connections that live in these sessions. */
function livesIn(sessions: Iterable<Session>): number {
  let lives = 0;
  for (const { actor } of sessions) {
    const { connections, requests, channels } = actor.getSnapshot().context;
    lives += requests + channels + Math.max(0, connections - 1);
  }
  return lives;
}

async function soak(): Promise<void> {
  const length = Number(flags.minutes) * 60_000;
  const live = new Set<Session>();
  let feed: Feed | undefined;
  let records = 0;
  const begun = (session: Session) => {
    live.add(session);
    feed?.attach(session);
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

  const samples: Sample[] = [];
  const began = performance.now();
  // Every minute; in a short run often enough that each quarter has three.
  const every = Math.min(60_000, length / 12);
  for (let n = 1; n * every <= length; n++) {
    await sleep(began + n * every - performance.now());
    await workers.hold();
    // Ends that are on their way arrive.
    await sleep(100);
    const sample = { minutes: (n * every) / 60_000, bytes: heapAfterGc(), isRead: feed !== undefined };
    samples.push(sample);
    console.error(
      `${sample.minutes.toFixed(2)} min: ${megabytes(sample.bytes)} MB${sample.isRead ? ", feed read" : ""}`,
    );
    const quarter = Math.floor((4 * n * every) / length);
    if (feed === undefined && (quarter === 1 || quarter === 2)) {
      feed = createFeed();
      for (const session of live) feed.attach(session);
      feed.subscribe(() => {
        records += 1;
      });
    } else if (quarter >= 3) {
      feed?.close();
      feed = undefined;
    }
    if (n * every < length) workers.go();
  }

  const left = livesIn(live);
  const ours = [...live];
  await sessionOf(client).close();
  await server.close();
  await sleep(100);
  const leftAfter = livesIn(ours) + live.size + server.sessions.length;
  report(samples, workers.done, records, left, leftAfter);
}

function report(
  samples: readonly Sample[],
  done: ReadonlyMap<string, number>,
  records: number,
  left: number,
  leftAfter: number,
): void {
  const within = (from: number, to: number) => {
    const some = samples.slice(Math.floor(samples.length * from), Math.floor(samples.length * to));
    return quantile(
      some.map(({ bytes }) => bytes),
      0.5,
    );
  };
  const growth = within(0.75, 1) - within(0, 0.25);
  const rows = samples.map(({ minutes, bytes, isRead }) => [
    minutes.toFixed(2),
    megabytes(bytes),
    isRead ? "yes" : "no",
  ]);
  const table = { title: `soak, seed ${flags.seed}`, columns: ["minutes", "heap MB", "feed read"], rows };
  console.log(flags.markdown ? markdown(table) : aligned(table));
  const works = [...done].map(([name, count]) => [name, count.toLocaleString("en-US")]);
  const counts = { title: "work done", columns: ["", "times"], rows: works };
  console.log(flags.markdown ? markdown(counts) : aligned(counts));
  console.log(`${records} records read; heap grew by ${megabytes(growth)} MB from the first quarter to the last`);
  console.log(`${left} requests, channels and virtual connections left at rest; ${leftAfter} lives after the end`);
  if (growth <= MOST_GROWTH && left === 0 && leftAfter === 0) return;
  console.log("FAILED");
  process.exitCode = 1;
}

if (flags.help) console.log(HELP);
else await soak();
