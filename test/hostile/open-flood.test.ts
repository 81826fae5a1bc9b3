import { describe, expect, it } from "vitest";
import { VirtualClock } from "../runtime/driver/virtual-clock.ts";
import { callee, oddIds, open } from "../runtime/peers.ts";
import { settled } from "../runtime/raw-peer.ts";

describe("a flood of OpenConnection", () => {
  it("makes 256 connections, then rejections, then the end", async () => {
    const { peer, driver } = await callee({
      clock: new VirtualClock(),
      onConnection: (incoming) => void incoming.accept(),
    });
    let most = 0;
    for (const id of oddIds(5_000)) {
      peer.say(open(id));
      if (id % 21 === 0) await settled();
      most = Math.max(most, driver.connections.virtual);
      if (!driver.session.isAlive) break;
    }
    await settled();
    expect(most).toBeLessThanOrEqual(257);
    expect(peer.heard.filter(({ kind }) => kind === "AcceptConnection").length).toBe(256);
    expect(peer.heard.filter(({ kind }) => kind === "RejectConnection").length).toBe(1_000);
    expect(driver.session.snapshot.output?.detail).toContain("limit abortBurst is 1000");
    expect(driver.connections.size).toBe(0);
  });

  it("keeps at most 64 waiting for a hook that does not decide", async () => {
    let asked = 0;
    const onConnection = () => new Promise<void>(() => asked++);
    const { peer, driver } = await callee({ clock: new VirtualClock(), onConnection });
    for (const id of oddIds(500)) peer.say(open(id));
    await settled();
    expect([asked, driver.connections.virtual]).toEqual([64, 64]);
  });

  it("does not let an opener that closes at once leave anything behind", async () => {
    const { peer, driver } = await callee({
      clock: new VirtualClock(),
      onConnection: (incoming) => void incoming.accept(),
    });
    for (const connection of oddIds(5_000)) {
      peer.say(open(connection), { kind: "CloseConnection", connection, metadata: [] });
    }
    await settled();
    expect(driver.connections.size).toBe(1);
    expect(driver.session.state).toBe("established");
  });
});
