import type { Ending } from "../../machines/endings.ts";
import { ConnectionRejectedError, RoamError, type Session, sessionOf } from "../../runtime/public.ts";
import { breakableRules } from "./breaking.ts";
import { meet } from "./mixed-meeting.ts";
import { Mixed } from "./mixed-service.ts";
import { live, liveOnce, type MixedClient, type User } from "./mixed-users.ts";
import type { Peers, World } from "./world.ts";

const ENDINGS = ["close", "serverClose", "drain", "serverDrain", "cut", "quiet"] as const;

/** What every run of it must come to in some seed. */
export const reachedByMixed: readonly string[] = [
  ...["the link is cut", "the client drains", "the server drains", "a drain cuts what runs"],
  ...["a virtual connection is open", "a virtual connection is refused", "the server calls back"],
  ...["a peer breaks a rule", "the handshake fails", "keepalive finds the other side dead"],
  ...["a watcher calls", "a watcher closes the session"],
  ...["calls go through a proxy", "a writer is withdrawn", "a session lives on when all is done"],
  ...["a call fails for what happened to its connection", "a reader leaves early", "a sender waits for credit"],
];

/** Calls, cancels, streams, virtual connections, drains, cuts and slow readers, as the seed will have it. */
export async function mixed(world: World): Promise<void> {
  const { random } = world;
  const rule = random.chance(0.15) ? random.pick(breakableRules) : null;
  const cutAt = random.chance(0.15) ? random.pick([1, random.between(2, 60)]) : undefined;
  const ending = random.pick(ENDINGS);
  let isOver = cutAt !== undefined;
  // Where a peer breaks rules, whatever comes of it is right, as long as it comes to an end.
  const mayFail = (error: unknown) =>
    rule !== null ||
    (error instanceof RoamError && (isOver || world.drivers.some(({ driver }) => !driver.session.isUp)));
  // Somebody may watch the session's own actor, or every step of every actor.
  const isInspected = random.chance(0.1);
  let onStep = () => {};
  const inspect = isInspected ? () => onStep() : undefined;
  const peers = await meet(world, { rule, cutAt, mayFail, inspect });
  if (peers === null) return;
  const session = sessionOf(peers.client);
  for (const { driver } of world.drivers) {
    void driver.closed.then(({ cause }) => noteEnding(world, cause, rule !== null));
  }

  const users = Array.from({ length: random.between(1, 3) }, (_, n) =>
    world.task(`user ${n}`, () => live({ world, client: peers.client, mayFail })),
  );
  if (random.chance(0.4)) users.push(world.task("the virtual user", () => liveBeside(world, session, mayFail)));

  const meddle = meddling(world, session, { world, client: peers.client, mayFail });
  if (isInspected) onStep = meddle;
  else if (random.chance(0.15)) session.actor.subscribe(({ context }) => context.requests > 0 && meddle());

  await world.sleep(random.below(250));
  if (ending === "quiet") {
    await Promise.all(users);
    await rest(world, rule === null);
  }
  isOver = true;
  await end(world, peers, ending);
  await Promise.all(users);
}

/** Calls or closes in the very step that it is told of, a few times. */
function meddling(world: World, session: Session, user: User): () => void {
  let left = 3;
  return () => {
    if (left === 0 || !world.random.chance(0.2)) return;
    left--;
    if (world.random.chance(0.1)) {
      world.sometimes("a watcher closes the session");
      void session.close();
      return;
    }
    world.sometimes("a watcher calls");
    void world.task("a watcher's call", () => liveOnce(user));
  };
}

/** Long enough for the slowest link to be empty, and too short for a forgotten timer to run. */
const REST_MS = 10_000;

/** Nobody does anything any more: on sessions that live on, only their roots are left. */
async function rest(world: World, isGood: boolean): Promise<void> {
  await world.sleep(REST_MS);
  if (!isGood || world.pending.length > 0) return;
  for (const { name, driver } of world.drivers) {
    if (driver.session.state !== "established") continue;
    world.sometimes("a session lives on when all is done");
    const { connections, requests, channels } = driver.snapshot().context;
    const timers = driver.timers.size - (driver.keepalive === null ? 0 : 1);
    const left = { connections: connections - 1, requests, channels, timers, bytes: driver.undeliveredBytes };
    if (Object.values(left).some((count) => count !== 0)) world.fail(`${name} is left with ${JSON.stringify(left)}`);
  }
}

/** Works on a virtual connection. */
async function liveBeside(world: World, session: Session, mayFail: User["mayFail"]): Promise<void> {
  let client: MixedClient;
  try {
    client = await session.open(Mixed);
  } catch (error) {
    world.sometimes("a virtual connection is refused", error instanceof ConnectionRejectedError);
    if (error instanceof ConnectionRejectedError || mayFail(error)) return;
    throw error;
  }
  world.sometimes("a virtual connection is open");
  await live({ world, client, mayFail });
  await client.close();
}

async function end(world: World, { client, server, wire }: Peers<typeof Mixed.types>, how: (typeof ENDINGS)[number]) {
  const timeoutMs = world.random.pick([10, 1_000, 60_000]);
  switch (how) {
    case "cut":
      world.sometimes("the link is cut");
      return wire.cut();
    case "close":
      return client.close();
    case "serverClose":
      return server.close();
    case "drain":
    case "serverDrain": {
      const isOurs = how === "drain";
      world.sometimes(isOurs ? "the client drains" : "the server drains");
      const { requests, channels } = await (isOurs ? sessionOf(client) : server).drain({ timeoutMs });
      world.sometimes("a drain cuts what runs", requests + channels > 0);
    }
  }
}

/** Causes that only a peer that breaks rules brings about. */
const FAULTS: ReadonlySet<Ending["cause"]> = new Set(["violation", "protocolError", "internalError"]);

function noteEnding(world: World, cause: Ending["cause"], hasBroken: boolean): void {
  if (!hasBroken && FAULTS.has(cause)) world.fail(`a session between good peers ends by ${cause}`);
  world.sometimes("a peer breaks a rule", hasBroken && FAULTS.has(cause));
  world.sometimes("keepalive finds the other side dead", cause === "keepaliveTimeout");
}
