import { describe, expect, it } from "vitest";
import { TokenBucket } from "../../../runtime/driver/token-bucket.ts";
import type { Message } from "../../../runtime/wire/index.ts";
import { VirtualClock } from "../driver/virtual-clock.ts";
import { call, callee, cancel, close, item, open } from "../peers.ts";
import { settled } from "../raw-peer.ts";

const LIMITS = { abortBurst: 5, abortsPerSecond: 2 };

/** Ways of making us do work for nothing. Each says `id` and nothing else. */
const ways: Readonly<Record<string, (id: number) => Message[]>> = {
  "a Cancel": (id) => [cancel(id)],
  "a Call and its Cancel": (id) => [call(id, "wait"), cancel(id)],
  "a Call of a method that is not there": (id) => [call(id, "unknown")],
  "a Call whose arguments do not decode": (id) => [call(id, "add", { args: [1] })],
  "a Call beyond a limit": (id) => [call(id, "sum", { channels: [id] })],
  "a connection that nobody takes": (id) => [open(id)],
};

describe("the bucket of aborts", () => {
  for (const [way, messages] of Object.entries(ways)) {
    it(`is emptied by ${way}: n are borne at once, and one more ends the session`, async () => {
      const clock = new VirtualClock();
      const { peer, driver } = await callee({ clock, limits: { ...LIMITS, channels: 0 } });
      for (const id of [1, 3, 5, 7, 9]) peer.say(...messages(id));
      await settled();
      expect(driver.session.state).toBe("established");
      peer.say(...messages(11));
      const text = await peer.expectProtocolError("session.protocol-error");
      expect(text).toMatch(/limit abortBurst is 5, limit abortsPerSecond is 2$/);
    });
  }

  it("fills up again with time", async () => {
    const clock = new VirtualClock();
    const { peer, driver } = await callee({ clock, limits: LIMITS });
    for (let n = 0; n < 5; n++) peer.say(cancel(1));
    await settled();
    clock.advance(1_000);
    peer.say(cancel(1), cancel(1));
    await settled();
    expect(driver.session.state).toBe("established");
    peer.say(cancel(1));
    await peer.expectProtocolError("session.protocol-error");
  });

  it("is not touched by what our own handlers fail at, nor by refusals while we drain", async () => {
    const clock = new VirtualClock();
    const fail = () => {
      throw new Error("database down");
    };
    const { peer, driver } = await callee({ clock, limits: LIMITS }, { fail });
    for (let id = 1; id < 41; id += 2) peer.say(call(id, "fail"));
    peer.say(call(41, "wait"));
    await settled();
    void driver.drain(10_000);
    for (let id = 43; id < 83; id += 2) peer.say(call(id, "add", { args: [2, 2] }));
    await settled();
    expect(driver.session.state).toBe("draining");
    expect(peer.heard.length).toBe(40);
  });
});

describe("the bucket of late messages", () => {
  const limits = { lateBurst: 4, latePerSecond: 1 };

  it("bears n messages for what has ended at once; one more ends the session", async () => {
    const late: readonly (readonly [string, Message])[] = [
      ["an Item", item(1, 2)],
      ["a Close", close(1)],
      ["a Reset", { kind: "ResetChannel", connection: 0, channel: 1, metadata: [] }],
      ["a grant", { kind: "GrantCredit", connection: 0, channel: 1, additional: 1 }],
    ];
    for (const [, message] of late) {
      const { peer, driver } = await callee({ clock: new VirtualClock(), limits });
      // The call is refused, and with it its channel.
      peer.say(call(1, "unknown", { channels: [1] }));
      for (let n = 0; n < 4; n++) peer.say(message);
      await settled();
      expect(driver.session.state).toBe("established");
      peer.say(message);
      const text = await peer.expectProtocolError("session.protocol-error");
      expect(text).toMatch(/limit lateBurst is 4, limit latePerSecond is 1$/);
    }
  });

  it("bears n on a connection that we closed, and fills up again with time", async () => {
    const clock = new VirtualClock();
    const { peer, driver, server } = await callee({
      clock,
      limits,
      onConnection: (incoming) => void incoming.accept(),
    });
    peer.say(open(1));
    await peer.hear("AcceptConnection");
    await server.sessions[0]?.connections.at(-1)?.close();
    const stray = { ...cancel(1), connection: 1 };
    for (let n = 0; n < 4; n++) peer.say(stray);
    await settled();
    clock.advance(2_000);
    peer.say(stray, stray);
    await settled();
    expect(driver.session.state).toBe("established");
    peer.say(stray);
    await peer.expectProtocolError("session.protocol-error");
  });
});

describe("a token bucket", () => {
  it("never holds more than its capacity", () => {
    const bucket = new TokenBucket(2, 10, 0);
    expect([bucket.take(60_000), bucket.take(60_000), bucket.take(60_000)]).toEqual([true, true, false]);
  });

  it("gives out no more than capacity and rate allow, however it is asked", () => {
    const bucket = new TokenBucket(3, 4, 0);
    let taken = 0;
    for (let now = 0; now <= 10_000; now += 7) if (bucket.take(now)) taken++;
    expect(taken).toBe(3 + 39);
  });
});
