import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { VirtualClock } from "../runtime/driver/virtual-clock.ts";
import { expectAlive, type Meeting, meet, SETTINGS } from "./meeting.ts";
import { callAll, randomCalls } from "./random-calls.ts";
import { Testbed } from "./testbed.ts";

// D-L2 and D-R10 together: over WebSocket, one task of the crate both reads and writes. It waits until the session takes
// what it has read, while the session waits until it has written an answer of the session's own. Answers
// to Open and Ping come from the session; grants come from a loop that it waits for. It stays so for ever, and the link
// stays open: the peer's socket has unread bytes while ours has none.

const websocket = SETTINGS.filter(({ transport }) => transport.name === "ws");

const BURST = 100;
/** Nothing makes it certain that one burst locks Rust up. */
const BURSTS = 50;
const PATIENCE_MS = 500;

/** Sends bursts of Pings until Pongs fail to come for a while. */
async function pingToSilence({ driver, transcript }: Meeting): Promise<void> {
  for (let burst = 1; burst <= BURSTS; burst++) {
    const pongs = () => transcript.count(/^< Pong [1-9]\d{3}/);
    for (let n = 0; n < BURST; n++) {
      driver.send({ kind: "Ping", connection: 0, nonce: BigInt(burst * 1_000 + n) });
    }
    for (let seen = -1; seen < pongs(); ) {
      seen = pongs();
      if (seen === burst * BURST) break;
      await wait(PATIENCE_MS);
    }
    if (pongs() < burst * BURST) return;
  }
  throw new Error(`Rust answered ${BURSTS} bursts of Pings`);
}

describe.each(websocket)("$name: Rust locks itself up", (setting) => {
  it("D-L2: under a burst of Pings; keepalive of ours finds out", async () => {
    const clock = new VirtualClock();
    const keepalive = { intervalMs: 1_000, timeoutMs: 1_000 };
    const meeting = await meet(setting, { keepalive, clock, limits: { closeMs: 50 } });
    await expectAlive(meeting);
    await pingToSilence(meeting);
    for (const ms of [1_010, 1_010, 100]) clock.advance(ms);
    expect(await meeting.driver.closed).toMatchObject({ cause: "keepaliveTimeout" });
  });

  it("D-L2: under a burst of OpenConnections; a signal ends the wait", async () => {
    const meeting = await meet(setting, { rust: ["--virtuals"], limits: { closeMs: 50, pendingOpens: 100 } });
    let reasons: unknown[] = [];
    for (let burst = 0; burst < BURSTS && reasons.length === 0; burst++) {
      const signal = AbortSignal.timeout(PATIENCE_MS);
      const opens = Array.from({ length: BURST }, () => meeting.session.open(Testbed, { signal }));
      const outcomes = await Promise.allSettled(opens);
      reasons = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
    }
    expect(reasons.length).toBeGreaterThan(0);
    for (const reason of reasons) expect(reason).toMatchObject({ name: "TimeoutError" });
    expect(await meeting.driver.close()).toMatchObject({ cause: "closedHere" });
    expect(meeting.driver.snapshot().context).toMatchObject({ connections: 0, requests: 0, channels: 0 });
  });

  it("D-L2: under streams both ways, 32 in flight; keepalive of ours ends all that waits", async () => {
    const keepalive = { intervalMs: 50, timeoutMs: 500 };
    const meeting = await meet(setting, { serve: "testbed", keepalive, limits: { closeMs: 50 } });
    meeting.rust.tell("storm 5 10000 32");
    const ours = callAll(meeting, randomCalls(5, 10_000), 32).then(
      () => "all answered",
      () => meeting.driver.closed.then(({ cause }) => cause),
    );
    // Seen each time, within a second; but nothing makes it certain.
    expect(["keepaliveTimeout", "all answered"]).toContain(await ours);
    await meeting.driver.close();
    expect(meeting.driver.snapshot().context).toMatchObject({ connections: 0, requests: 0, channels: 0 });
  });
});
