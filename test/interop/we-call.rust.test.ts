import { describe, expect, it } from "vitest";
import { CallFailedError, ConnectionEndedError, channel, defineService, t } from "../../runtime/index.ts";
import { Call } from "../../runtime/service/call.ts";
import { clientOf } from "../../runtime/service/client.ts";
import { tuple, u8 } from "../../runtime/wire/index.ts";
import { methodOf } from "./frames.ts";
import { expectAlive, expectQuiet, type Meeting, meet, SETTINGS } from "./meeting.ts";
import { items, transformed } from "./random-calls.ts";
import { Testbed } from "./testbed.ts";

const WithMore = defineService("Testbed", { missing: t.method([], t.unit) });

/** What the session of an initiator calls its first request and channels. */
const ids = ({ root }: Meeting) => (root.snapshot.context.local.parity === "odd" ? [1, 3] : [2, 4]);

describe.each(SETTINGS)("$name: we call", (setting) => {
  it("unary", async () => {
    const meeting = await meet(setting);
    expect(await meeting.testbed.echo("hello")).toBe("hello");
    const [id] = ids(meeting);
    expect(meeting.transcript.afterHello).toEqual([
      `> Call ${id} echo [] 0568656c6c6f`,
      `< Response ${id} 000568656c6c6f`,
    ]);
    expectQuiet(meeting);
  });

  it("[rpc.fallible] user error", async () => {
    const meeting = await meet(setting);
    expect(await meeting.testbed.divide(10n, 0n)).toEqual({ ok: false, error: { tag: "DivisionByZero" } });
    const [id] = ids(meeting);
    expect(meeting.transcript.afterHello).toEqual([`> Call ${id} divide [] 1400`, `< Response ${id} 010000`]);
    expectQuiet(meeting);
  });

  it("[rpc.unknown-method] unknown method", async () => {
    const meeting = await meet(setting);
    await expect(clientOf(meeting.root, WithMore).missing()).rejects.toMatchObject({ code: "unknown-method" });
    const [id] = ids(meeting);
    const missing = methodOf(WithMore, "missing").id.toString(16);
    expect(meeting.transcript.afterHello).toEqual([`> Call ${id} 0x${missing} []`, `< Response ${id} 0101`]);
    await expectAlive(meeting);
    expectQuiet(meeting);
  });

  it("invalid payload", async () => {
    const meeting = await meet(setting);
    const call = Call.start(meeting.root, { ...methodOf(Testbed, "echo"), args: tuple([u8]) }, [0xff], {});
    await expect(call).rejects.toSatisfy((error) => error instanceof CallFailedError);
    const [id] = ids(meeting);
    expect(meeting.transcript.afterHello).toEqual([`> Call ${id} echo [] ff`, `< Response ${id} 0102`]);
    await expectAlive(meeting);
    expectQuiet(meeting);
  });

  it("sum", async () => {
    const meeting = await meet(setting);
    const [tx, rx] = channel(t.i32);
    const total = meeting.testbed.sum(rx);
    for (let i = 1; i <= 5; i++) await tx.send(i);
    await tx.close();
    expect(await total).toBe(15n);
    const [id] = ids(meeting);
    expect(meeting.transcript.afterHello).toEqual([
      `> Call ${id} sum [${id}]`,
      ...["02", "04", "06", "08", "0a"].map((item) => `> Item ${id} ${item}`),
      `> Close ${id}`,
      `< Response ${id} 001e`,
    ]);
    expectQuiet(meeting);
  });

  it("generate", async () => {
    const meeting = await meet(setting);
    const [tx, rx] = channel(t.i32);
    const [, numbers] = await Promise.all([meeting.testbed.generate(5, tx), items(rx)]);
    expect(numbers).toEqual([0, 1, 2, 3, 4]);
    const [id] = ids(meeting);
    expect(meeting.transcript.afterHello).toEqual([
      `> Call ${id} generate [${id}] 05`,
      ...["00", "02", "04", "06", "08"].map((item) => `< Item ${id} ${item}`),
      `< Close ${id}`,
      `< Response ${id} 00`,
    ]);
    expectQuiet(meeting);
  });

  it("[rpc.channel.discovery] transform", async () => {
    const meeting = await meet(setting);
    expect(await transformed(meeting, ["a", "b", "c"])).toEqual(["a", "b", "c"]);
    const [id, output] = ids(meeting);
    expect(meeting.transcript.afterHello).toEqual([
      `> Call ${id} transform [${id},${output}]`,
      ...["0161", "0162", "0163"].map((item) => `> Item ${id} ${item}`),
      `> Close ${id}`,
      ...["0161", "0162", "0163"].map((item) => `< Item ${output} ${item}`),
      `< Close ${output}`,
      `< Response ${id} 00`,
    ]);
    const words = Array.from({ length: 100 }, (_, i) => `word ${i}`);
    expect(await transformed(meeting, words)).toEqual(words);
    expectQuiet(meeting);
  });

  it("[rpc.flow-control.credit.grant] long streams", async () => {
    const meeting = await meet(setting);
    const [tx, rx] = channel(t.i32);
    const [, numbers] = await Promise.all([meeting.testbed.generate(1_000, tx), items(rx)]);
    expect(numbers).toHaveLength(1_000);
    // 8 at a time, and none any more once Close has come.
    expect(meeting.transcript.count(/^> Grant \d+ 8$/)).toBeGreaterThanOrEqual(122);
    expectQuiet(meeting);
  });

  it("[rpc.pipelining] 1,000 pipelined", async () => {
    const meeting = await meet(setting);
    const words = Array.from({ length: 1_000 }, (_, i) => `m${i}`);
    expect(await Promise.all(words.map((word) => meeting.testbed.echo(word)))).toEqual(words);
    expectQuiet(meeting);
  });

  it("[rpc.cancel] cancel", async () => {
    const meeting = await meet(setting, { rust: ["--serve", "odds"] });
    const call = meeting.odds.slow(60_000);
    call.cancel();
    await expect(call).rejects.toMatchObject({ code: "cancelled" });
    const [id] = ids(meeting);
    await meeting.transcript.until(/^< Response/);
    expect(meeting.transcript.afterHello.slice(1)).toEqual([`> Cancel ${id}`, `< Response ${id} 0103`]);
    expect(await meeting.odds.letter("x")).toBe("x");
    expectQuiet(meeting);
  });

  it("[rpc.channel.reset] reset", async () => {
    const meeting = await meet(setting, { rust: ["--serve", "odds"] });
    const [tx, rx] = channel(t.u32);
    const call = meeting.odds.endless(tx);
    for await (const number of rx) if (number === 2) break;
    await meeting.transcript.until(/^> Reset/);
    expect(await meeting.odds.letter("x")).toBe("x");
    // Rust does not hear Reset (D-R24): its handler waits for credit until it is cancelled.
    call.cancel();
    await expect(call).rejects.toMatchObject({ code: "cancelled" });
    await meeting.transcript.until(/^< Response \d+ 0103/);
    await meeting.transcript.until(/^< Close/);
    const [id, next] = ids(meeting);
    const told = meeting.transcript.afterHello.filter((line) => !line.startsWith("< Item"));
    expect(told.slice(0, 5)).toEqual([
      `> Call ${id} endless [${id}]`,
      `> Reset ${id}`,
      `> Call ${next} letter [] 0178`,
      `< Response ${next} 000178`,
      `> Cancel ${id}`,
    ]);
    expect(told.slice(5).sort()).toEqual([`< Close ${id}`, `< Response ${id} 0103`]);
    expectQuiet(meeting);
  });

  it("early close", async () => {
    const meeting = await meet(setting, { rust: ["--serve", "odds"] });
    const [tx, rx] = channel(t.u32);
    const call = meeting.odds.takes(5, rx);
    await tx.send(40);
    await tx.send(2);
    await tx.close();
    expect(await call).toBe(42);
    const [id] = ids(meeting);
    expect(meeting.transcript.afterHello).toEqual([
      `> Call ${id} takes [${id}] 05`,
      `> Item ${id} 28`,
      `> Item ${id} 02`,
      `> Close ${id}`,
      `< Response ${id} 002a`,
    ]);
    expectQuiet(meeting);
  });

  it("link cut mid-stream", async () => {
    const meeting = await meet(setting);
    const [tx, rx] = channel(t.i32);
    const call = meeting.testbed.generate(1_000_000, tx);
    const reading = (async () => {
      for await (const number of rx) if (number === 20) await meeting.rust.ask("cut");
    })();
    await expect(reading).rejects.toBeInstanceOf(ConnectionEndedError);
    await expect(call).rejects.toMatchObject({ code: "link-lost" });
    await meeting.driver.closed;
    expect(meeting.driver.snapshot().context).toMatchObject({ connections: 0, requests: 0, channels: 0 });
  });

  it("[session.keepalive] keepalive", async () => {
    const meeting = await meet(setting, { keepalive: { intervalMs: 20, timeoutMs: 60_000 } });
    await meeting.transcript.until(/^< Pong 3/);
    expect(meeting.transcript.afterHello.slice(0, 6)).toEqual(
      [1, 2, 3].flatMap((nonce) => [`> Ping ${nonce}`, `< Pong ${nonce}`]),
    );
    await expectAlive(meeting);
    expectQuiet(meeting);
  });
});
