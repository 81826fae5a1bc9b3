import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { createActor, createMachine } from "xstate";
import { Hub } from "../../../inspect/feed/hub.ts";
import { createFeed } from "../../../inspect/index.ts";
import { pair } from "../watched-pair.ts";

setFlagsFromString("--expose-gc");
const collect: () => void = runInNewContext("gc");

/** What a WeakRef was made of lasts to the end of that turn, and some collections leave some garbage. */
async function isCollected(ref: WeakRef<object>): Promise<boolean> {
  for (let attempt = 0; attempt < 20; attempt++) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    collect();
    if (ref.deref() === undefined) return true;
  }
  return false;
}

describe("a feed that is closed", () => {
  it("is not kept by a session that goes on", async () => {
    const { client, driver } = await pair();
    const follow = async () => {
      const hub = new Hub({ capacity: 100, capacityBytes: 100_000, peer: "local", redact: false, sampleMs: 1_000 });
      hub.attach(driver);
      const reader = hub.open();
      await client.add(1, 2);
      hub.close();
      reader.close();
      return new WeakRef(hub);
    };
    expect(await isCollected(await follow())).toBe(true);
    await client.close();
  });

  it("leaves its sessions to the next one, which hears of their end", async () => {
    const { client, driver } = await pair();
    for (let n = 0; n < 3; n++) {
      const feed = createFeed();
      feed.attach(driver);
      feed.close();
    }
    const last = createFeed();
    last.attach(driver);
    const reader = last.open();
    expect(driver.watch).not.toBeNull();
    await client.close();
    await driver.closed;
    expect(driver.watch).toBeNull();
    reader.close();
    last.close();
  });

  it("keeps no actor of the system that it observes", async () => {
    const feed = createFeed();
    const begin = (): WeakRef<object> => {
      const actor = createActor(createMachine({}), { inspect: feed.observer }).start();
      return new WeakRef(actor);
    };
    const before = begin();
    feed.close();
    const after = begin();
    expect(await isCollected(before)).toBe(true);
    expect(await isCollected(after)).toBe(true);
  });
});

describe("a feed that nobody reads any more", () => {
  it("keeps nothing of what it told", async () => {
    const feed = createFeed();
    const { client } = await pair({ inspect: feed });
    const outside = () => {
      collect();
      collect();
      return process.memoryUsage().arrayBuffers;
    };
    await client.add(1, 2);
    const before = outside();
    const reader = feed.open();
    // Each frame takes a block of 256 bytes in the ring: 1 MB.
    for (let n = 0; n < 2_000; n++) await client.add(n, n);
    reader.close();
    expect(outside() - before).toBeLessThan(256 * 1_024);
    await client.close();
  });
});
