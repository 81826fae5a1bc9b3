import { expect, it, onTestFinished } from "vitest";
import { treeOf } from "../../../inspect/tap/projection.ts";
import { type Client, channel, connect, serve, sessionOf, t } from "../../../runtime/index.ts";
import { handlers, Mixed } from "./mixed-work.ts";
import { tapBefore } from "./tapped.ts";

const SEED = 4_711;
const ROUNDS = 400;

/** The same numbers for the same seed. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * below);
  };
}

type Calls = Client<typeof Mixed.types>;

async function turns(count: number): Promise<void> {
  for (let n = 0; n < count; n++) await new Promise((resolve) => setImmediate(resolve));
}

/** One thing after the other, each broken off at any time: what ends early crosses what is under way. */
async function one(client: Calls, pick: (below: number) => number): Promise<void> {
  switch (pick(5)) {
    case 0:
      await client.add(1, 2);
      return;
    case 1: {
      const call = client.wait({ timeoutMs: 1 + pick(5) });
      const over = call.catch(() => {});
      await turns(pick(3));
      if (pick(2) === 0) call.cancel();
      await over;
      return;
    }
    case 2: {
      const call = client.add(3, 4);
      const over = call.catch(() => {});
      await turns(pick(3));
      call.cancel();
      await over;
      return;
    }
    case 3: {
      const [tx, rx] = channel(t.i32);
      const sum = client.sum(rx).catch(() => {});
      for (let n = pick(30); n > 0; n--) await tx.send(n);
      await tx.close();
      await sum;
      return;
    }
    default: {
      const [tx, rx] = channel(t.i32);
      const done = client.generate(pick(40), tx).catch(() => {});
      let left = pick(20);
      for await (const _ of rx) if (left-- === 0) break;
      await done;
    }
  }
}

async function storm(client: Calls, seed: number): Promise<void> {
  const pick = numbers(seed);
  const all: Promise<void>[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    all.push(one(client, pick).catch(() => {}));
    if (pick(10) === 0) {
      const opening = sessionOf(client).open(Mixed);
      all.push(
        opening
          .then(async (other) => {
            const inside = [one(other, pick), one(other, pick), one(other, pick)];
            await turns(pick(4));
            await other.close();
            await Promise.allSettled(inside);
          })
          .catch(() => {}),
      );
    }
    await turns(pick(3));
  }
  await Promise.all(all);
}

it.each([undefined, { Mixed }])(
  `a storm from both sides breaks no rule in the eyes of a tap (seed ${SEED})`,
  async (service) => {
    const server = await serve("tcp://127.0.0.1:0", Mixed, handlers, {
      onConnection: (incoming) => void incoming.accept(Mixed, handlers),
      onHandlerError: () => {},
    });
    onTestFinished(() => server.close());
    const tapped = await tapBefore(server.url, { service });
    const client = await connect(tapped.url, Mixed, {
      serve: [Mixed, handlers],
      onConnection: (incoming) => void incoming.accept(Mixed, handlers),
      onHandlerError: () => {},
    });
    const back = server.sessions[0]?.connections[0]?.client(Mixed);
    if (back === undefined) throw new Error("the server has no session");
    await Promise.all([storm(client, SEED), storm(back, SEED + 1)]);
    await client.close();
    await server.close();
    await tapped.close();
    expect(tapped.errors).toEqual([]);
    const alive = treeOf(tapped.records).filter(({ state }) =>
      /^(awaiting|handling|flowing|open|established)/.test(state),
    );
    expect(alive).toEqual([]);
  },
);
