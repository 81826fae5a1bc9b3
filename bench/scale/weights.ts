import { setImmediate as nextTurn } from "node:timers/promises";
import { type AnyActorRef, createActor, fromTransition } from "xstate";
import { outgoingRequest } from "../../machines/outgoing-request.ts";
import { channel, connect, serve, sessionOf, t } from "../../runtime/index.ts";
import { collect } from "../collect.ts";
import { Counterpart, Empty } from "./counterpart.ts";
import { Crowd, handlers, LIMITS } from "./service.ts";

export interface Weight {
  readonly name: string;
  readonly bytes: number;
}

/** Heap of one live idle actor of each kind, one side of the link only, with all that belongs to its life. */
export async function weights(count: number): Promise<Weight[]> {
  const kept: unknown[] = [];
  const keep = (one: unknown) => void kept.push(one);
  const weigh = async (name: string, make: (n: number) => void | Promise<void>): Promise<Weight> => {
    kept.length = 0;
    // What is made but once is not to be spread over the many.
    await make(0);
    const before = await heapUsed();
    for (let n = 1; n <= count; n++) {
      const making = make(n);
      // What can be made at once is made in one turn, as by a program that makes many.
      if (making !== undefined) await making;
    }
    const bytes = ((await heapUsed()) - before) / count;
    return { name, bytes };
  };

  const parent: AnyActorRef = createActor(fromTransition((state: null) => state, null)).start();
  const bare = fromTransition((state: null) => state, null);
  const input = { connection: 0, request: 1, method: "Crowd.wait" };

  const [link] = Counterpart.pair();
  const client = await connect(link, Crowd, { limits: LIMITS });
  const [servedLink, caller] = Counterpart.pair();
  await serve(servedLink, Crowd, handlers, { limits: LIMITS });
  const settings = { parity: "odd", maxConcurrentRequests: 1_000_000 } as const;
  caller.say({ kind: "Hello", connection: 0, version: 7, settings, metadata: [] });
  const method = Crowd.methods.get("wait")?.id ?? 0n;
  const args = new Uint8Array();

  return [
    await weigh("bare XState child actor", () => keep(createActor(bare, { parent }).start())),
    await weigh("XState machine of the request chart", () => {
      keep(createActor(outgoingRequest, { parent, input }).start());
    }),
    await weigh("request, calling", () => keep(client.wait())),
    await weigh("request, answering", (n) =>
      caller.say({ kind: "Request", connection: 0, request: 2 * n + 1, method, channels: [], metadata: [], args }),
    ),
    await weigh("channel, sending", async () => {
      const [tx, rx] = channel(t.u32);
      await client.receive(rx);
      keep(tx);
    }),
    await weigh("channel, receiving", async () => {
      const [tx, rx] = channel(t.u32);
      await client.send(tx);
      keep(rx);
    }),
    await weigh("connection", async () => keep(await sessionOf(client).open(Empty))),
  ];
}

async function heapUsed(): Promise<number> {
  for (let turn = 0; turn < 5; turn++) await nextTurn();
  collect();
  return process.memoryUsage().heapUsed;
}
