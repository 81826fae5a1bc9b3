import { describe, expect, it } from "vitest";
import { VirtualClock } from "../runtime/driver/virtual-clock.ts";
import { call, callee, cancel, oddIds } from "../runtime/peers.ts";
import { settled } from "../runtime/raw-peer.ts";

describe("rapid reset: calls that are cancelled as soon as they are made", () => {
  it("[rpc.cancel] run at most 64 handlers, and end the session with the 1,001st", async () => {
    let running = 0;
    const { peer, driver } = await callee({ clock: new VirtualClock() }, { wait: () => new Promise(() => running++) });
    for (const id of oddIds(100_000)) {
      peer.say(call(id, "wait"), cancel(id));
      if (id % 5_001 !== 0) continue;
      await settled();
      if (!driver.session.isAlive) break;
    }
    await settled();
    expect(running).toBe(64);
    expect(driver.session.snapshot.output).toMatchObject({ cause: "violation" });
    const answered = peer.heard.filter(({ kind }) => kind === "Response").length;
    expect(answered).toBe(1_000);
    expect(await peer.expectProtocolError("session.protocol-error")).toContain("limit abortBurst is 1000");
  });

  it("leave another client of the same server alone", async () => {
    const attacker = await callee({ clock: new VirtualClock() });
    const other = await callee({ clock: new VirtualClock() });
    for (const id of oddIds(2_000)) attacker.peer.say(call(id, "wait"), cancel(id));
    other.peer.say(call(1, "add", { args: [2, 2] }));
    expect([...(await other.peer.hear("Response")).ret]).toEqual([0, 4]);
    await settled();
    expect([attacker.driver.session.isAlive, other.driver.session.isAlive]).toEqual([false, true]);
  });

  it("are borne for ever at the rate that the bucket fills", async () => {
    const clock = new VirtualClock();
    const { peer, driver } = await callee({ clock });
    for (const id of oddIds(5_000)) {
      peer.say(call(id, "add", { args: [2, 2] }), cancel(id));
      if (id > 2_000) clock.advance(31);
      if (id % 501 === 0) await settled();
    }
    await settled();
    expect(driver.session.state).toBe("established");
    expect(driver.connections.get(0)?.requests.live).toBe(0);
  });
});
