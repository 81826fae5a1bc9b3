import { describe, expect, it } from "vitest";
import type { Rx } from "../../runtime/index.ts";
import { VirtualClock } from "../runtime/driver/virtual-clock.ts";
import { call, callee, cancel, item, open } from "../runtime/peers.ts";
import { settled } from "../runtime/raw-peer.ts";

describe("messages for what has ended", () => {
  it("[rpc.channel.reset] are dropped: Items after our Reset, as many as were on their way", async () => {
    const sum = async (numbers: Rx<number>) => {
      await numbers.return();
      return 0n;
    };
    const { peer, driver } = await callee({}, { sum });
    peer.say(call(1, "sum", { channels: [1] }));
    await peer.hear("ResetChannel");
    for (let n = 0; n < 1_000; n++) peer.say(item(1, 2));
    await settled();
    expect(driver.session.state).toBe("established");
    expect(driver.connections.get(0)?.channels.live).toBe(0);
  });

  it("end the session with the 100,001st at once, and not before", async () => {
    const { peer, driver } = await callee({ clock: new VirtualClock() });
    peer.say(call(1, "unknown", { channels: [1] }));
    for (let n = 0; n < 100_000; n++) peer.say(item(1, 2));
    await settled();
    expect(driver.session.state).toBe("established");
    peer.say(item(1, 2));
    expect(await peer.expectProtocolError("session.protocol-error")).toContain("limit lateBurst is 100000");
  });

  it("[connection.close] on a connection that we closed are dropped and make nothing", async () => {
    const { peer, driver, server } = await callee({ onConnection: (incoming) => void incoming.accept() });
    peer.say(open(1));
    await peer.hear("AcceptConnection");
    await server.sessions[0]?.connections.at(-1)?.close();
    await peer.hear("CloseConnection");
    for (let id = 1; id < 2_000; id += 2) {
      peer.say(call(id, "add", { args: [2, 2], connection: 1 }), { ...cancel(id), connection: 1 });
    }
    await settled();
    expect(peer.heard).toEqual([]);
    expect(driver.connections.size).toBe(1);
    expect(driver.session.state).toBe("established");
  });
});
