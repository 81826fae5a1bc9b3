import { describe, expect, it } from "vitest";
import { channel, explain, t } from "../../runtime/index.ts";
import { VirtualClock } from "../runtime/driver/virtual-clock.ts";
import { expectAlive, expectQuiet, type Meeting, meet, SETTINGS } from "./meeting.ts";

// What roam 7.3.0 does wrong with channels (PROTOCOL.md 11.3), provoked against the live peer.

const odds = { rust: ["--serve", "odds"] };

/** What Rust adds up of a hundred ones that come while its handler sleeps. */
async function sumOfHundred({ odds }: Meeting, sleepMs: number): Promise<bigint> {
  const [tx, rx] = channel(t.i32);
  const total = odds.broad_sum(sleepMs, rx);
  await odds.letter("x");
  for (let i = 0; i < 100; i++) await tx.send(1);
  await tx.close();
  return total;
}

describe.each(SETTINGS)("$name: what Rust does with channels", (setting) => {
  it("D-R24: does not hear Reset; what it still sends is dropped", async () => {
    const meeting = await meet(setting, odds);
    const [tx, rx] = channel(t.u32);
    const call = meeting.odds.endless(tx);
    for await (const number of rx) if (number === 100) break;
    await meeting.transcript.until(/^> Reset/);
    call.cancel();
    await expect(call).rejects.toMatchObject({ code: "cancelled" });
    // Aborted, its handler drops its Tx, which sends Close.
    await meeting.transcript.until(/^< Close/);
    await meeting.transcript.until(/^< Response/);
    expect(await meeting.odds.letter("x")).toBe("x");
    expectQuiet(meeting);
  });

  it("D-R25: N = 0 never starts; giving up ends both", async () => {
    const clock = new VirtualClock();
    const meeting = await meet(setting, { ...odds, clock });
    const [tx, rx] = channel(t.u32);
    const call = meeting.odds.shut_count(3, tx, { timeoutMs: 100 });
    // A handler that is cancelled before it begins has no Tx to drop.
    await meeting.odds.letter("x");
    const givenUp = expect(call).rejects.toMatchObject({ code: "timed-out" });
    clock.advance(110);
    await givenUp;
    await meeting.transcript.until(/^< Close/);
    expect(await rx.next()).toEqual({ value: undefined, done: true });
    expect(meeting.transcript.count(/^< Item/)).toBe(0);
    await meeting.transcript.until(/^< Response \d+ 0103/);
    expectQuiet(meeting);
  });

  it("D-R26: drops an Rx in silence; a sender of ours waits for credit until it is told to stop", async () => {
    const meeting = await meet(setting, odds);
    const [tx, rx] = channel(t.u32);
    const call = meeting.odds.takes(2, rx);
    for (let i = 0; i < 16; i++) await tx.send(i);
    const stop = new AbortController();
    const seventeenth = expect(tx.send(16, { signal: stop.signal })).rejects.toMatchObject({ name: "AbortError" });
    expect(await call).toBe(1);
    expect(await meeting.odds.letter("w")).toBe("w");
    expect(explain(tx)).toContain("stalled");
    stop.abort();
    await seventeenth;
    await tx.close();
    expect(await meeting.odds.letter("x")).toBe("x");
    expectQuiet(meeting);
  });

  it("D-R26: drops an Rx that a handler of ours sends to: the handler waits, and ends with the session", async () => {
    const meeting = await meet(setting, { serve: "testbed" });
    expect(await meeting.rust.ask("taste 3")).toEqual({ got: [0, 1, 2], answered: false });
    expect(meeting.driver.snapshot().context).toMatchObject({ requests: 1, channels: 1 });
    expect(await meeting.rust.ask("echo 1")).toBe(1);
    await meeting.driver.close();
    expect(meeting.driver.snapshot().context).toMatchObject({ requests: 0, channels: 0 });
  });

  it("D-R27: grants credit for a channel whose Close has come", async () => {
    const meeting = await meet(setting, odds);
    const [tx, rx] = channel(t.i32);
    const total = meeting.odds.broad_sum(50, rx);
    // Where the whole stream came before the handler began, Rust grants nothing: a round trip lets it begin.
    await meeting.odds.letter("x");
    for (let i = 0; i < 60; i++) await tx.send(i);
    await tx.close();
    expect(await total).toBe(1_770n);
    await meeting.transcript.until(/^< Grant \d+ 50/);
    expect(await meeting.odds.letter("x")).toBe("x");
    expectQuiet(meeting);
  });

  it("D-R28: sends Items and Close ahead of their Call", async () => {
    const meeting = await meet(setting, { serve: "testbed" });
    expect(await meeting.rust.ask("early 16")).toBe("00f001");
    expect(meeting.transcript.afterHello[0]).toMatch(/^< Item/);
    expectQuiet(meeting);
  });

  it("D-R29: loses, in silence, what its queue of 64 has no room for", async () => {
    const meeting = await meet(setting, odds);
    // Its handler may wake before all has come: then once more, with a longer sleep.
    let sum = 0n;
    for (let ms = 100; ms < 30_000 && sum !== 64n; ms *= 3) sum = await sumOfHundred(meeting, ms);
    // Close is lost as well, but the end of the registration reads like it: the call succeeds with 36 items missing.
    expect(sum).toBe(64n);
    expectQuiet(meeting);
  });

  it("[rpc.channel.lifecycle] sends Items after the Response of their call", async () => {
    const meeting = await meet(setting, odds);
    const [tx, rx] = channel(t.u32);
    await meeting.odds.later(40, tx);
    const items: number[] = [];
    for await (const item of rx) items.push(item);
    expect(items).toHaveLength(40);
    expectQuiet(meeting);
  });

  it("[rpc.flow-control.credit.initial] knows other Ns than 16, through an alias called Tx or Rx", async () => {
    const meeting = await meet(setting, odds);
    const [narrow, five] = channel(t.i32);
    const total = meeting.odds.narrow_sum(five);
    for (let i = 0; i < 50; i++) await narrow.send(i);
    await narrow.close();
    expect(await total).toBe(1_225n);
    expect(meeting.transcript.count(/^< Grant \d+ 2$/)).toBeGreaterThan(20);
    const [single, one] = channel(t.u32);
    const done = meeting.odds.single_count(10, single);
    let count = 0;
    for await (const item of one) count += item === count ? 1 : 0;
    await done;
    expect(count).toBe(10);
    expectQuiet(meeting);
  });

  it("strict ends a session over Items ahead of their Call", async () => {
    const meeting = await meet(setting, { serve: "testbed", profile: "strict" });
    await expectAlive(meeting);
    // A call that Rust makes while its session ends may never resolve (D-R17).
    meeting.rust.tell("early 3");
    await meeting.transcript.until(/^> ProtocolError rpc\.channel\.item/);
    expect(await meeting.driver.closed).toMatchObject({ cause: "violation" });
  });
});
