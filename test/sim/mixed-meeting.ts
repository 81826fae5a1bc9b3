import {
  AnyService,
  type ConnectOptions,
  type Handlers,
  proxyConnections,
  type ServeOptions,
  type SessionOptions,
  sessionOf,
  withoutNoPropagate,
} from "../../runtime/public.ts";
import { type BreakableRule, breaking } from "./breaking.ts";
import type { Faults, LinkFaults } from "./faults.ts";
import { handlersOf, Mixed } from "./mixed-service.ts";
import { live, type User } from "./mixed-users.ts";
import type { Peers, World } from "./world.ts";

/** What the peers have to put up with. */
export interface Trouble {
  readonly rule: BreakableRule | null;
  readonly cutAt: number | undefined;
  readonly mayFail: User["mayFail"];
  /** Called at every step of every actor of the client. */
  readonly inspect: (() => void) | undefined;
}

type MixedHandlers = Handlers<typeof Mixed.types>;
type MixedPeers = Peers<typeof Mixed.types>;

/** Brings two peers together, at times through a proxy; `null` when they may fail to meet, and do. */
export async function meet(world: World, trouble: Trouble): Promise<MixedPeers | null> {
  const { random } = world;
  const handlers = handlersOf(world);
  const keepalive = random.chance(0.2) ? { intervalMs: 40, timeoutMs: 120 } : undefined;
  const { inspect } = trouble;
  const client = { ...optionsOf(world), keepalive, inspect, serve: [Mixed, handlers] } as const;
  const server = serverOf(world, trouble, handlers);
  const faults = faultsOf(world, trouble);
  try {
    if (random.chance(0.2)) return await meetThroughProxy(world, faults, client, server);
    return await world.peers(Mixed, handlers, { faults, client, server });
  } catch (error) {
    if (!trouble.mayFail(error)) throw error;
    world.sometimes("the handshake fails");
    return null;
  }
}

async function meetThroughProxy(
  world: World,
  faults: LinkFaults,
  client: ConnectOptions<typeof Mixed.types>,
  server: ServeOptions,
): Promise<MixedPeers> {
  const near = world.link(faults, ["client", "front"]);
  const far = world.link(faultsOf(world, null), ["back", "server"]);
  const serving = await world.serve(far.right, Mixed, handlersOf(world), server);
  const back = await world.connect(far.left, AnyService, optionsOf(world));
  await world.serve(
    near.right,
    AnyService,
    {},
    {
      ...optionsOf(world),
      onRoot: (root) => void proxyConnections(root, back),
      async onConnection(incoming) {
        const virtual = await sessionOf(back).open(AnyService, { metadata: withoutNoPropagate(incoming.metadata) });
        proxyConnections(incoming.accept(AnyService, {}), virtual);
      },
    },
  );
  const calling = await world.connect(near.left, Mixed, client);
  world.sometimes("calls go through a proxy");
  return { client: calling, server: serving, wire: near };
}

function serverOf(world: World, { mayFail }: Trouble, handlers: MixedHandlers): ServeOptions {
  return {
    ...optionsOf(world),
    onRoot(root) {
      if (!world.random.chance(0.3)) return;
      world.sometimes("the server calls back");
      void world.task("the server's user", () => live({ world, client: root.client(Mixed), mayFail }));
    },
    async onConnection(incoming) {
      if (world.random.chance(0.3)) await world.sleep(world.random.below(10));
      if (world.random.chance(0.2)) incoming.reject();
      else incoming.accept(Mixed, handlers);
    },
  };
}

function optionsOf({ random }: World): SessionOptions {
  const requestsInFlight = random.between(1, 4);
  return {
    profile: random.chance(0.5) ? "strict" : "compat",
    onHandlerError: () => {},
    limits: {
      requestsInFlight,
      handlers: random.between(1, 4),
      outboxBytes: random.pick([1, 64, 1024 * 1024]),
      giveUpMs: random.pick([50, 30_000]),
    },
  };
}

function faultsOf({ random }: World, trouble: Trouble | null): LinkFaults {
  const side = (): Faults => ({
    delayMs: random.pick([
      [0, 0],
      [0, 5],
      [1, 40],
    ]),
    readMs: random.chance(0.2) ? random.between(1, 15) : 0,
    capacity: random.pick([1, 40, 64 * 1024]),
    fragments: random.chance(0.3),
    stall: random.chance(0.1) ? { at: random.between(1, 40), ms: random.pick([30, 300]) } : undefined,
  });
  const breaker: Faults =
    trouble === null || trouble.rule === null
      ? {}
      : { rewrite: breaking(trouble.rule, { often: random.pick([0.2, 1]) }) };
  const isLeft = random.chance(0.5);
  return {
    left: { ...side(), ...(isLeft ? breaker : {}), cutAt: trouble?.cutAt },
    right: { ...side(), ...(isLeft ? {} : breaker) },
  };
}
