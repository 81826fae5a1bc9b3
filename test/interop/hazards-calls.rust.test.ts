import { describe, expect, it } from "vitest";
import { channel, defineService, t } from "../../runtime/index.ts";
import { Call } from "../../runtime/service/call.ts";
import { clientOf } from "../../runtime/service/client.ts";
import { string, tuple, u8 } from "../../runtime/wire/index.ts";
import { methodOf } from "./frames.ts";
import { expectAlive, expectQuiet, meet, SETTINGS } from "./meeting.ts";
import { Testbed } from "./testbed.ts";

// What roam 7.3.0 does wrong with requests (PROTOCOL.md 11.2), provoked against the live peer.

const Unserved = defineService("Testbed", {
  absent: t.method([t.rx(t.i32), t.tx(t.i32)], t.unit),
});

describe.each(SETTINGS)("$name: what Rust does with calls", (setting) => {
  it("D-R12: goes beyond our limit; compat answers every call", async () => {
    const meeting = await meet(setting, { serve: "testbed", limits: { requestsInFlight: 4 } });
    expect(await meeting.rust.ask("echo 200 64")).toBe(200);
    expectQuiet(meeting);
  });

  it("[rpc.flow-control.max-concurrent-requests] D-R12: strict ends the session over it", async () => {
    const meeting = await meet(setting, { serve: "odds", profile: "strict", limits: { requestsInFlight: 4 } });
    const calls = Array.from({ length: 5 }, () => meeting.rust.ask("slow 60000"));
    await meeting.transcript.until(/^> ProtocolError rpc\.flow-control\.max-concurrent-requests/);
    expect(await meeting.driver.closed).toMatchObject({ cause: "violation" });
    expect(await Promise.all(calls)).toEqual(Array.from({ length: 5 }, () => "Cancelled"));
  });

  it("[rpc.flow-control.max-concurrent-requests] its own limit is kept by us", async () => {
    const meeting = await meet(setting, { rust: ["--max", "2", "--serve", "odds"] });
    const calls = Array.from({ length: 10 }, () => meeting.odds.slow(5));
    expect(await Promise.all(calls)).toHaveLength(10);
    let inFlight = 0;
    for (const line of meeting.transcript.afterHello) {
      inFlight += line.startsWith("> Call") ? 1 : -1;
      expect(inFlight).toBeLessThanOrEqual(2);
    }
    expectQuiet(meeting);
  });

  it("D-R16: forgets calls without Cancel, and is answered all the same", async () => {
    let answer = () => {};
    const asked = new Promise<number>((resolve) => {
      answer = () => resolve(60);
    });
    const meeting = await meet(setting, { serve: { slow: () => asked } });
    expect(await meeting.rust.ask("abandon 60")).toBe(false);
    answer();
    await meeting.transcript.until(/^> Response/);
    expect(meeting.transcript.count(/Cancel/)).toBe(0);
    expectQuiet(meeting);
  });

  it("D-R20: a peer that serves nothing answers Cancelled", async () => {
    const meeting = await meet(setting, { rust: ["--serve", "nothing"] });
    await expect(meeting.testbed.echo("x")).rejects.toMatchObject({ code: "cancelled-by-callee" });
    expectQuiet(meeting);
  });

  it("D-R21: runs calls with bytes left over", async () => {
    const meeting = await meet(setting);
    expect(
      await Call.start(meeting.root, { ...methodOf(Testbed, "echo"), args: tuple([string, u8]) }, ["x", 1], {}),
    ).toBe("x");
    expectQuiet(meeting);
  });

  it("D-R22: leaves the channels of a refused call alone; ours end with it", async () => {
    const meeting = await meet(setting);
    const [tx, numbers] = channel(t.i32);
    const [output, rx] = channel(t.i32);
    const call = clientOf(meeting.root, Unserved).absent(numbers, output);
    await tx.send(1);
    await expect(call).rejects.toMatchObject({ code: "unknown-method" });
    await expect(rx.next()).rejects.toMatchObject({ code: "call-refused" });
    await expect(tx.send(2)).rejects.toMatchObject({ code: "call-refused" });
    await expectAlive(meeting);
    expectQuiet(meeting);
  });

  it("handlers that panic or drop the reply answer Cancelled", async () => {
    const meeting = await meet(setting, { rust: ["--serve", "odds"] });
    await expect(meeting.odds.panics()).rejects.toMatchObject({ code: "cancelled-by-callee" });
    await expect(meeting.odds.vanishes()).rejects.toMatchObject({ code: "cancelled-by-callee" });
    expect(meeting.rust.errors).toContain("as asked");
    expect(await meeting.odds.letter("x")).toBe("x");
    expectQuiet(meeting);
  });

  it("handlers of ours that throw answer Cancelled", async () => {
    const meeting = await meet(setting, { serve: "odds", rust: ["--serve", "odds"] });
    expect(await meeting.rust.ask("panics")).toBe("Cancelled");
    expectQuiet(meeting);
  });

  it("D-R15: a storm of cancels leaves nothing behind", async () => {
    const meeting = await meet(setting, { rust: ["--serve", "odds"], limits: { giveUpMs: 200 } });
    for (let round = 0; round < 20; round++) {
      const calls = Array.from({ length: 20 }, () => meeting.odds.slow(round % 3));
      await Promise.race(calls);
      for (const call of calls) call.cancel();
      await Promise.allSettled(calls);
    }
    expect(await meeting.odds.letter("x")).toBe("x");
    await expect.poll(() => meeting.driver.snapshot().context.requests).toBe(0);
  });
});
