import { describe, expect, it } from "vitest";
import { VirtualClock } from "../runtime/driver/virtual-clock.ts";
import { call, callee, oddIds, open } from "../runtime/peers.ts";
import { settled } from "../runtime/raw-peer.ts";

describe("errors that a counterpart makes us answer (MadeYouReset)", () => {
  for (const [what, message] of [
    ["methods that are not there", (id: number) => call(id, "unknown")],
    ["arguments that do not decode", (id: number) => call(id, "add", { args: [0xff] })],
    ["connections that nobody takes", (id: number) => open(id)],
  ] as const) {
    it(`are 1,000 for ${what}, and then the session ends`, async () => {
      const { peer, driver } = await callee({ clock: new VirtualClock() });
      for (const id of oddIds(1_000)) peer.say(message(id));
      await settled();
      expect(driver.session.state).toBe("established");
      expect(peer.heard.length).toBe(1_000);
      peer.say(message(2_001));
      expect(await peer.expectProtocolError("session.protocol-error")).toContain("limit abortBurst is 1000");
    });
  }
});
