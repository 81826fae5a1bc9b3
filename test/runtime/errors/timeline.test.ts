import { describe, expect, it } from "vitest";
import { Entry, since, timelineOf } from "../../../runtime/driver/history.ts";
import { TurnClock } from "../../../runtime/driver/turn-clock.ts";
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
    const began = { at: 100 };
    let latest: Entry | null = null;
    expect([since(began, latest), since(began, latest, "never")]).toEqual([100, 100]);
    for (const [index, state] of ["a", "b", "a", "c"].entries()) {
      latest = new Entry(state, { at: 110 + index * 10 }, latest);
    }
    expect([since(began, latest), since(began, latest, "a"), since(began, latest, "b")]).toEqual([140, 130, 120]);
  });

  it("keeps no more than it needs, however often the state changes", () => {
    let latest: Entry | null = null;
    for (let n = 1; n <= 1_000; n++) {
      latest = new Entry(`s${n}`, { at: n }, latest);
      let length = 0;
      for (let entry: Entry | null = latest; entry !== null; entry = entry.before) length++;
      expect(length).toBeLessThan(30);
      const timeline = timelineOf("first", { at: 0 }, latest);
      expect(timeline.length).toBe(Math.min(n, 15) + 1);
      expect(timeline.at(-1)).toEqual({ state: `s${n}`, at: n });
    }
  });
});

describe("the time of a turn", () => {
  it("is read once for all that happens in it, and anew in the next", async () => {
    const inner = new VirtualClock(10);
    const clock = new TurnClock(inner);
    const { turn } = clock;
    inner.advance(5);
    expect([turn.at, clock.turn === turn, clock.now()]).toEqual([10, true, 15]);
    await Promise.resolve();
    expect(clock.turn.at).toBe(15);
  });

  it("is read anew when a timer rings", () => {
    const inner = new VirtualClock(0);
    const clock = new TurnClock(inner);
    const seen = [clock.turn.at];
    clock.after(20, () => seen.push(clock.turn.at));
    inner.advance(30);
    expect(seen).toEqual([0, 20]);
  });
});
