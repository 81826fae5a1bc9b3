import { describe, expect, it } from "vitest";
import { expectAlive, meet, SETTINGS } from "./meeting.ts";
import { callAll, randomCalls } from "./random-calls.ts";
import { Testbed } from "./testbed.ts";

// D-L2 and D-R10 together: over WebSocket, one task of the crate both reads and writes. It waits until the session takes
// what it has read, while the session waits until it has written an answer of the session's own. Answers
// to Open and Ping come from the session; grants come from a loop that it waits for. It stays so for ever, and the link
// stays open: the peer's socket has unread bytes while ours has none.

const websocket = SETTINGS.filter(({ transport }) => transport.name === "ws");

describe.each(websocket)("$name: Rust locks itself up", (setting) => {
  it("D-L2: under a burst of Pings; keepalive of ours finds out", async () => {
    const keepalive = { intervalMs: 20, timeoutMs: 200 };
    const meeting = await meet(setting, { keepalive, limits: { closeMs: 50 } });
    await expectAlive(meeting);
    for (let nonce = 1_000n; nonce < 1_100n; nonce++) meeting.driver.send({ kind: "Ping", connection: 0, nonce });
    expect(await meeting.driver.closed).toMatchObject({ cause: "keepaliveTimeout" });
    expect(meeting.transcript.count(/^< Pong 10\d\d/)).toBeLessThan(100);
  });

  it("D-L2: under a burst of OpenConnections; a signal ends the wait", async () => {
    const meeting = await meet(setting, { rust: ["--virtuals"], limits: { closeMs: 50, pendingOpens: 100 } });
    const signal = AbortSignal.timeout(300);
    const opens = Array.from({ length: 100 }, () => meeting.session.open(Testbed, { signal }));
    const outcomes = await Promise.allSettled(opens);
    expect(outcomes.filter(({ status }) => status === "rejected").length).toBeGreaterThan(0);
    for (const outcome of outcomes) {
      if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ name: "TimeoutError" });
    }
    expect(await meeting.driver.close()).toMatchObject({ cause: "closedHere" });
    expect(meeting.driver.snapshot().context).toMatchObject({ connections: 0, requests: 0, channels: 0 });
  });

  it("D-L2: under streams both ways, 32 in flight; keepalive of ours ends all that waits", async () => {
    const keepalive = { intervalMs: 50, timeoutMs: 500 };
    const rust = ["--single"];
    const meeting = await meet(setting, { serve: "testbed", rust, keepalive, limits: { closeMs: 50 } });
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
