import { describe, expect, it } from "vitest";
import { History } from "../../../runtime/driver/history.ts";
import { channel, RoamError, t } from "../../../runtime/index.ts";
import { VirtualClock } from "../driver/virtual-clock.ts";
import { caller } from "../peers.ts";
import { settled } from "../raw-peer.ts";

describe("the timeline of an error", () => {
  it("tells when each state was entered, in milliseconds since the actor began", async () => {
    const clock = new VirtualClock(1_000_000);
    const { client, peer } = await caller({ clock }, { maxConcurrentRequests: 1 });
    const first = client.wait();
    const { request } = await peer.hear("Request");
    const second = client.wait({ timeoutMs: 3_000 });
    clock.advance(1_000.25);
    peer.say({ kind: "Response", connection: 0, request, channels: [], metadata: [], ret: new Uint8Array([0]) });
    await first;
    clock.advance(2_500);
    const error = await second.catch((reason: unknown) => reason);
    if (!(error instanceof RoamError)) throw error;
    const [, , cancelling] = error.timeline ?? [];
    expect(error.timeline).toEqual([
      { state: "queued", at: 0 },
      { state: "awaitingResponse", at: 1_000.25 },
      { state: "cancelling", at: cancelling?.at },
    ]);
    expect(cancelling?.at).toBeGreaterThanOrEqual(3_000);
    expect(cancelling?.at).toBeLessThan(3_010);
  });

  it("keeps the first and the latest states of a channel that stalls for ever", async () => {
    const clock = new VirtualClock();
    const { client, peer } = await caller({ clock });
    const [tx, rx] = channel(t.i32);
    void client.sum(rx).catch(() => {});
    await peer.hear("Request");
    for (let n = 0; n < 4; n++) await tx.send(n);
    for (let n = 0; n < 100; n++) {
      clock.advance(10);
      const sending = tx.send(n);
      clock.advance(10);
      peer.say({ kind: "GrantCredit", connection: 0, channel: 1, additional: 1 });
      await sending;
    }
    peer.link.destroy();
    await settled();
    const error = await tx.send(1).catch((reason: unknown) => reason);
    if (!(error instanceof RoamError)) throw error;
    const timeline = error.timeline ?? [];
    expect(timeline.length).toBe(16);
    expect(timeline[0]).toEqual({ state: "unbound", at: 0 });
    expect(timeline.at(-1)).toEqual({ state: "lost", at: 2_000 });
    expect(timeline.at(-2)).toEqual({ state: "flowing", at: 2_000 });
    expect(timeline.at(-3)).toEqual({ state: "stalled", at: 1_990 });
  });
});

describe("a history", () => {
  it("knows since when a state lasts, and when an earlier one was entered last", () => {
    const history = new History(100);
    expect([history.since(), history.since("never")]).toEqual([100, 100]);
    history.add("a", 110);
    history.add("b", 120);
    history.add("a", 130);
    history.add("c", 140);
    expect([history.since(), history.since("a"), history.since("b")]).toEqual([140, 130, 120]);
  });
});
