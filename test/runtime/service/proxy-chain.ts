import {
  AnyService,
  type Client,
  connect,
  defineService,
  type Handlers,
  type MetadataInit,
  memoryPair,
  proxyConnections,
  type ServeOptions,
  type Server,
  type Session,
  type SessionOptions,
  serve,
  sessionOf,
  t,
  withoutNoPropagate,
} from "../../../runtime/index.ts";
import { RawPeer } from "../raw-peer.ts";

export const Depot = defineService("Depot", {
  add: t.method([t.i32, t.i32], t.i32),
  divide: t.fallible([t.i64, t.i64], t.i64, t.string),
  sum: t.method([t.rx(t.i32, { credit: 4 })], t.i64),
  generate: t.method([t.u32, t.tx(t.i32, { credit: 4 })], t.unit),
  double: t.method([t.rx(t.i32), t.tx(t.i32)], t.unit),
  wait: t.method([], t.unit),
  ask: t.method([t.string], t.string),
});
const Ears = defineService("Ears", { hear: t.method([t.string], t.string) });

export const handlers: Handlers<typeof Depot.types> = {
  add: (a, b, context) => {
    context.responseMetadata = context.metadata;
    return a + b;
  },
  divide: (a, b) => (b === 0n ? { ok: false, error: "by zero" } : { ok: true, value: a / b }),
  async sum(numbers) {
    let total = 0n;
    for await (const n of numbers) total += BigInt(n);
    return total;
  },
  async generate(count, out) {
    for (let n = 0; n < count; n++) await out.send(n);
    await out.close();
  },
  async double(numbers, out) {
    for await (const n of numbers) await out.send(n * 2);
    await out.close();
  },
  wait: ({ signal }) => new Promise((resolve) => signal.addEventListener("abort", () => resolve())),
  async ask(text, { connection }) {
    const ears = connection.client(Ears);
    try {
      return await ears.hear(text);
    } finally {
      await ears.close();
    }
  },
};

export interface Chain {
  /** Of the root, through the proxy. */
  readonly client: Client<typeof Depot.types>;
  readonly front: Server;
  readonly back: Server;
  /** The proxy's sessions: to the client, and to the back end. */
  readonly near: Session;
  readonly far: Session;
}

/** A client, a proxy with a session to either side, and a back end; all roots and virtual connections are proxied. */
export async function chain(
  given: { handlers?: Partial<Handlers<typeof Depot.types>>; proxy?: SessionOptions; back?: ServeOptions } = {},
): Promise<Chain> {
  const [clientLink, frontLink] = memoryPair();
  const [backLink, endLink] = memoryPair();
  const served = { ...handlers, ...given.handlers };
  const onConnection: ServeOptions["onConnection"] = (incoming) => void incoming.accept(Depot, served);
  const back = await serve(endLink, Depot, served, { onHandlerError: () => {}, onConnection, ...given.back });
  const right = await connect(backLink, AnyService, given.proxy);
  const front = await serve(
    frontLink,
    AnyService,
    {},
    {
      ...given.proxy,
      onRoot: (root) => void proxyConnections(root, right),
      async onConnection(incoming) {
        const virtual = await sessionOf(right).open(AnyService, { metadata: withoutNoPropagate(incoming.metadata) });
        proxyConnections(incoming.accept(AnyService, {}), virtual);
      },
    },
  );
  const client = await connect(clientLink, Depot, { serve: [Ears, { hear: (text) => text.toUpperCase() }] });
  const [near] = front.sessions;
  if (near === undefined) throw new Error("the proxy has no session");
  return { client, front, back, near, far: sessionOf(right) };
}

/** Hand-written peers on both sides of a proxy between virtual connections, or between roots. */
export async function rawChain(metadata: MetadataInit = []) {
  const [nearLink, left] = RawPeer.pair();
  const [farLink, right] = RawPeer.pair();
  const meeting = connect(farLink, AnyService);
  await right.welcome({ parity: "even", maxConcurrentRequests: 2 });
  const far = await meeting;
  const front = await serve(
    nearLink,
    AnyService,
    {},
    {
      async onConnection(incoming) {
        const virtual = await sessionOf(far).open(AnyService, { metadata: withoutNoPropagate(incoming.metadata) });
        proxyConnections(incoming.accept(AnyService, {}), virtual);
      },
      onRoot: (root) => void proxyConnections(root, far),
      metadata,
    },
  );
  await left.introduce();
  return { left, right, front, far: sessionOf(far) };
}
