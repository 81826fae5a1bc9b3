import { describe, expect, it } from "vitest";
import { channel, t } from "../../runtime/index.ts";
import { call, callee, caller, close, item, oddIds, response } from "../runtime/peers.ts";
import { settled } from "../runtime/raw-peer.ts";

describe("100,000 channels, one after the other", () => {
  it("[rpc.channel.lifecycle] leave nothing alive of those that the counterpart opens", async () => {
    const { peer, driver } = await callee(
      {},
      {
        sum: async (numbers) => {
          let total = 0n;
          for await (const n of numbers) total += BigInt(n);
          return total;
        },
      },
    );
    const root = driver.connections.get(0);
    let most = 0;
    let answers = 0;
    for (const id of oddIds(50_000)) {
      peer.say(call(id, "sum", { channels: [id] }), item(id, 2), close(id));
      if (id % 101 !== 0) continue;
      most = Math.max(most, root?.channels.live ?? 0);
      await settled();
      answers += peer.heard.splice(0).length;
    }
    await settled();
    answers += peer.heard.length;
    expect(answers).toBe(50_000);
    expect(most).toBeLessThanOrEqual(1_024);
    expect([root?.channels.live, root?.requests.live, driver.timers.size]).toEqual([0, 0, 0]);
    expect(driver.snapshot().context).toMatchObject({ requests: 0, channels: 0, connections: 1 });
    expect([root?.channels.undeliveredBytes, driver.outbox.bytes]).toEqual([0, 0]);
    expect(root?.handles).toBe(1);
  }, 300_000);

  it("[rpc.channel.lifecycle] leave nothing alive of those that we open", async () => {
    const { client, peer, driver, connection } = await caller();
    for (let round = 0; round < 1_000; round++) {
      const calls = Array.from({ length: 50 }, () => {
        const [tx, rx] = channel(t.i32);
        return { tx, sum: client.sum(rx) };
      });
      for (const { tx } of calls) await tx.close();
      await settled();
      for (const message of peer.heard.splice(0))
        if (message.kind === "Request") peer.say(response(message.request, 0, 0));
      await Promise.all(calls.map(({ sum }) => sum));
    }
    expect([connection.channels.live, connection.requests.live, driver.timers.size]).toEqual([0, 0, 0]);
    expect(connection.handles).toBe(1);
    expect(driver.snapshot().context).toMatchObject({ requests: 0, channels: 0 });
  }, 300_000);
});
