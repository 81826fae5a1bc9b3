import { describe, expect, it } from "vitest";
import { settled } from "../raw-peer.ts";
import { granting, itemsHeard, resetting, sending } from "./stage.ts";

describe("trySend", () => {
  it("sends while there is credit, then says no and sends nothing", async () => {
    const { tx, peer } = await sending();
    expect([1, 2, 3, 4, 5].map((n) => tx.trySend(n))).toEqual([true, true, true, true, false]);
    peer.say(granting(1));
    await settled();
    expect(itemsHeard(peer)).toEqual([1, 2, 3, 4]);
    expect(tx.trySend(6)).toBe(true);
  });

  it("does not overtake a write that waits", async () => {
    const { tx, peer } = await sending();
    await tx.sendAll([1, 2, 3, 4]);
    const fifth = tx.send(5);
    expect(tx.trySend(6)).toBe(false);
    peer.say(granting(1));
    await fifth;
  });

  it("throws once the channel is over", async () => {
    const reset = await sending();
    reset.peer.say(resetting);
    await settled();
    expect(() => reset.tx.trySend(1)).toThrow(/was reset by its receiver/);
    const closed = await sending();
    await closed.tx.close();
    expect(() => closed.tx.trySend(1)).toThrow(/is closed/);
  });

  it("throws while Close waits behind other writes", async () => {
    const { tx } = await sending();
    await tx.sendAll([1, 2, 3, 4]);
    void tx.send(5);
    void tx.close();
    expect(() => tx.trySend(6)).toThrow(/is closed/);
  });
});

describe("closed", () => {
  it("resolves when Close has gone out, behind what waits", async () => {
    const { tx, peer } = await sending();
    let isClosed = false;
    const closed = tx.closed.then(() => {
      isClosed = true;
    });
    const sent = tx.sendAll([1, 2, 3, 4, 5]);
    void tx.close();
    await settled();
    expect(isClosed).toBe(false);
    peer.say(granting(1));
    await Promise.all([sent, closed]);
    await tx.closed;
  });

  it("rejects when the receiver resets or the connection ends, whenever it is asked", async () => {
    const reset = await sending();
    const before = reset.tx.closed;
    reset.peer.say(resetting);
    await expect(before).rejects.toMatchObject({ code: "channel-reset" });
    const lost = await sending();
    lost.peer.link.destroy();
    await settled();
    await expect(lost.tx.closed).rejects.toMatchObject({ code: "link-lost" });
  });
});

describe("a write with a signal that was aborted before", () => {
  it("is refused though there is credit", async () => {
    const { tx, peer } = await sending();
    await expect(tx.send(1, { signal: AbortSignal.abort(new Error("no")) })).rejects.toThrow("no");
    await settled();
    expect(peer.heard).toEqual([]);
  });
});
