import {
  type Client,
  channel,
  defineService,
  type Handlers,
  type Rx,
  type Session,
  type SessionOptions,
  t,
} from "../../runtime/public.ts";
import type { Ledger } from "./ledger.ts";

/** What both sides serve: methods that never end by themselves, and one that does. */
export const Busy = defineService("Busy", {
  add: t.method([t.u32, t.u32], t.u32),
  wait: t.method([], t.unit),
  /** The handler takes whatever comes. */
  drink: t.method([t.rx(t.u32, { credit: 4 })], t.unit),
  /** The handler sends as fast as it may. */
  pour: t.method([t.tx(t.u32, { credit: 4 })], t.unit),
  /** The handler holds its end and takes nothing. */
  ignore: t.method([t.rx(t.u32, { credit: 2 })], t.unit),
  /** The handler holds its end and sends nothing. */
  keepSilent: t.method([t.tx(t.u32)], t.unit),
});

type BusyTypes = typeof Busy.types;

/** Calls that a side of {@link occupy} takes at a time: one of its calls always waits for a slot. */
const SLOTS = 8;

/** Opens with this metadata never get a verdict. */
const UNDECIDED = { later: "yes" };

async function pour(send: (n: number) => Promise<void>): Promise<void> {
  for (let n = 0; ; n++) await send(n);
}

async function drink(items: AsyncIterable<number>): Promise<void> {
  for await (const _ of items);
}

/** Handlers whose own promises are entered too. */
export function handlersFor(ledger: Ledger): Handlers<BusyTypes> {
  const wait = (signal: AbortSignal) =>
    ledger.track(
      "handler: signal",
      new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true })),
    );
  return {
    add: (a, b) => a + b,
    wait: ({ signal }) => wait(signal),
    drink: (items) => ledger.track("handler: for await", drink(items)),
    pour: (out) =>
      ledger.track(
        "handler: send",
        pour((n) => out.send(n)),
      ),
    ignore: (_, { signal }) => wait(signal),
    keepSilent: (_, { signal }) => wait(signal),
  };
}

/** What a side is told so that the other can {@link occupy} it. */
export function optionsFor(ledger: Ledger, handlers: Handlers<BusyTypes>): SessionOptions {
  return {
    limits: { requestsInFlight: SLOTS },
    onHandlerError: () => {},
    onConnection: async (incoming) => {
      if (incoming.metadata.some(({ key }) => key === "later")) await new Promise(() => {});
      const back = incoming.accept(Busy, handlers).client(Busy);
      ledger.track("virtual connection: call back", back.wait());
    },
  };
}

/** Everything that one side can wait for, at once. All of it lasts until the session ends. */
export function occupy(
  client: Client<BusyTypes>,
  session: Session,
  handlers: Handlers<BusyTypes>,
  ledger: Ledger,
): void {
  const enter = (name: string, promise: Promise<unknown>) => void ledger.track(name, promise);
  enter("session: closed", session.closed);
  enter("call: one after the other", calls(client));
  enter("channel: both ways", bothWays(client, ledger));
  enter("channel: web streams", webStreams(client, ledger));
  stalled(client, ledger);
  enter("call: pending", client.wait());
  enter("open: undecided", session.open(Busy, { metadata: UNDECIDED }));
  enter("open: accepted", virtual(session, handlers, ledger));
  for (let i = 0; i < 3; i++) enter("call: queued", client.wait());
}

async function bothWays(client: Client<BusyTypes>, ledger: Ledger): Promise<void> {
  const [up, theirs] = channel(t.u32);
  const [out, down] = channel(t.u32);
  ledger.track("call: drink", client.drink(theirs));
  ledger.track("call: pour", client.pour(out));
  ledger.track(
    "channel: forEach",
    down.forEach(() => {}),
  );
  ledger.track("channel: closed", up.closed);
  await pour((n) => up.send(n));
}

async function webStreams(client: Client<BusyTypes>, ledger: Ledger): Promise<void> {
  const [out, down] = channel(t.u32);
  const [up, theirs] = channel(t.u32);
  ledger.track("call: drink", client.drink(theirs));
  ledger.track("call: pour", client.pour(out));
  await down.readable().pipeTo(up.writable());
}

function stalled(client: Client<BusyTypes>, ledger: Ledger): void {
  const [up, ignored] = channel(t.u32);
  ledger.track("call: ignore", client.ignore(ignored));
  ledger.track("channel: stalled sendAll", up.sendAll([1, 2, 3, 4]));
  ledger.track("channel: stalled send", up.send(5));
  ledger.track("channel: next", silent(client, ledger).next());
  ledger.track("channel: take", silent(client, ledger).take(2));
}

/** A channel on which nothing comes. */
function silent(client: Client<BusyTypes>, ledger: Ledger): Rx<number> {
  const [out, down] = channel(t.u32);
  ledger.track("call: keepSilent", client.keepSilent(out));
  return down;
}

async function calls(client: Client<BusyTypes>): Promise<void> {
  for (let n = 0; ; n++) await client.add(n, n);
}

async function virtual(session: Session, handlers: Handlers<BusyTypes>, ledger: Ledger): Promise<void> {
  const client = await session.open(Busy, { serve: [Busy, handlers], onHandlerError: () => {} });
  ledger.track("virtual connection: call", client.wait());
  await Promise.all([bothWays(client, ledger), calls(client)]);
}
