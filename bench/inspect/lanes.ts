import { connect, defineService, serve, t } from "../../runtime/index.ts";

/** Who looks on while calls are made. */
export const LANES = {
  off: "nobody",
  unread: "a feed that nobody reads",
  feed: "a feed that is read, the caller told",
  both: "a feed that is read, both peers told",
  xstate: "XState's own `inspect`, the caller told",
} as const;

export type Lane = keyof typeof LANES;

export function isLane(text: string): text is Lane {
  return Object.hasOwn(LANES, text);
}

const Work = defineService("Work", {
  increment: t.method([t.u32], t.u32),
  wait: t.method([], t.unit),
});

/** As good as none. */
const LIMITS = { requestsInFlight: 100_000, handlers: 100_000 };

/** Two peers over loopback TCP in this process, with so many calls that wait, watched as the lane says: gives a call. */
export async function callOf(lane: Lane, waiting: number): Promise<() => Promise<unknown>> {
  const feed = lane === "off" || lane === "xstate" ? null : (await import("../../inspect/index.ts")).createFeed();
  if (feed !== null && lane !== "unread") feed.subscribe(() => {});
  const server = await serve(
    "tcp://127.0.0.1:0",
    Work,
    { increment: (value) => value + 1, wait: () => new Promise(() => {}) },
    lane === "both" && feed !== null ? { limits: LIMITS, inspect: feed.as("server") } : { limits: LIMITS },
  );
  const inspect = lane === "xstate" ? () => {} : feed?.as("client");
  const client = await connect(
    server.url,
    Work,
    inspect === undefined ? { limits: LIMITS } : { limits: LIMITS, inspect },
  );
  // The process is killed with its peers: these are never answered.
  for (let n = 0; n < waiting; n++) void client.wait().catch(() => {});
  await client.increment(waiting);
  return () => client.increment(1);
}
