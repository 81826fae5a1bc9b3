import { channel, t } from "../../runtime/index.ts";
import type { Peers, World } from "../../test/sim/index.ts";
import { boxOffice, type Sold } from "./box-office.ts";
import { BoxOffice } from "./service.ts";

const SEATS = 3;

/** Three customers, each on a bad line of their own, want seats of the same small hall. */
export function customers({ isCareful }: { isCareful: boolean }) {
  return async (world: World): Promise<void> => {
    const sold: Sold = [];
    const till = { charge: () => world.sleep(world.random.below(20)) };
    const handlers = boxOffice(till, sold, { isCareful });
    world.always("no seat is sold twice", () => new Set(sold).size === sold.length);

    const queues = Array.from({ length: 3 }, async (_, n) => {
      const faults = { delayMs: [0, 30], fragments: world.random.chance(0.5) } as const;
      const customer = await world.peers(BoxOffice, handlers, { faults });
      await world.task(`customer ${n}`, () => shop(world, customer));
    });
    await Promise.all(queues);
    world.sometimes("the hall is sold out", sold.length === SEATS);
  };
}

async function shop(world: World, { client, wire }: Peers<typeof BoxOffice.types>): Promise<void> {
  await world.sleep(world.random.below(40));
  const isMine = await client.buy(world.random.below(SEATS));
  world.sometimes("a seat is refused", !isMine);

  const [tx, rx] = channel(t.u32);
  const watching = client.watch(tx);
  watching.catch(() => {});
  // Some lose their line while they look at what is sold.
  if (world.random.chance(0.3)) wire.cut();
  try {
    for await (const _seat of rx);
    world.sometimes("somebody sees all that is sold");
  } catch {
    world.sometimes("a line is cut");
  }
}
