import { describe, expect, it } from "vitest";
import { callee } from "../runtime/peers.ts";
import { settled } from "../runtime/raw-peer.ts";

describe("a million Pings from a counterpart that does not read", () => {
  it("[session.keepalive] keep at most 1,000 Pongs, and then end the session", async () => {
    const { peer, driver } = await callee();
    peer.link.pause();
    let most = 0;
    let said = 0;
    while (said < 1_000_000 && driver.session.isAlive) {
      for (let n = 0; n < 1_000; n++) peer.say({ kind: "Ping", connection: 0, nonce: BigInt(said++) });
      await settled();
      most = Math.max(most, driver.outbox.waitingPongs);
    }
    expect(most).toBeLessThanOrEqual(1_000);
    expect(said).toBeLessThan(100_000);
    expect(driver.session.snapshot.output?.detail).toContain("limit queuedPongs is 1000");
    expect(driver.outbox.bytes).toBe(0);
  });

  it("[session.keepalive] are all answered to one that reads", async () => {
    const { peer, driver } = await callee();
    for (let n = 0; n < 20_000; n++) {
      peer.say({ kind: "Ping", connection: 0, nonce: BigInt(n) });
      if (n % 1_000 === 0) await settled();
    }
    await settled();
    expect(peer.heard.length).toBe(20_000);
    expect(driver.session.state).toBe("established");
  });
});
