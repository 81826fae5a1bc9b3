import { describe, expect, it } from "vitest";
import { call, callee, item, oddIds } from "../runtime/peers.ts";
import { settled } from "../runtime/raw-peer.ts";

describe("a flood of Items before their Call", () => {
  it("[rpc.channel.item] of one id ends the session with the 257th", async () => {
    const { peer, driver } = await callee();
    for (let n = 0; n < 256; n++) peer.say(item(1, 2));
    await settled();
    expect(driver.session.state).toBe("established");
    peer.say(item(1, 2));
    expect(await peer.expectProtocolError("rpc.channel.item")).toContain("limit earlyItems is 256");
  });

  it("[rpc.channel.item] of many ids ends the session with the 17th", async () => {
    const { peer, driver } = await callee();
    for (const id of oddIds(16)) peer.say(item(id, 2));
    await settled();
    expect(driver.session.state).toBe("established");
    peer.say(item(99, 2));
    expect(await peer.expectProtocolError("rpc.channel.item")).toContain("limit unannouncedChannels is 16");
  });

  it("of large items ends the session above 1 MiB", async () => {
    const { peer } = await callee();
    const large = new Array(300_000).fill(0);
    for (let n = 0; n < 4; n++) peer.say(item(1, ...large.slice(0, 100_000)));
    for (let n = 0; n < 7; n++) peer.say(item(3, ...large.slice(0, 100_000)));
    expect(await peer.expectProtocolError("rpc.channel.item")).toContain("limit earlyBytes is 1048576");
  });

  it("[rpc.channel.item] ends the session at once in strict", async () => {
    const { peer } = await callee({ profile: "strict" });
    peer.say(item(1, 2));
    await peer.expectProtocolError("rpc.channel.item");
  });

  it("does not outlive a Call that is refused: its Items give their room back", async () => {
    const { peer, driver } = await callee();
    for (const id of oddIds(500)) {
      for (let n = 0; n < 16; n++) peer.say(item(id, 2));
      peer.say(call(id, "unknown", { channels: [id] }));
    }
    await settled();
    expect(driver.session.state).toBe("established");
    expect(driver.connections.get(0)?.channels.live).toBe(0);
  });
});
