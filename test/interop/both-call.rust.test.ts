import { describe, expect, it } from "vitest";
import { channel, type IncomingConnection, t } from "../../runtime/index.ts";
import { Call } from "../../runtime/service/call.ts";
import { tuple, u8 } from "../../runtime/wire/index.ts";
import { methodOf } from "./frames.ts";
import { expectQuiet, type Meeting, meet, SETTINGS } from "./meeting.ts";
import { transformed } from "./random-calls.ts";
import { Testbed } from "./testbed.ts";
import { testbedHandlers } from "./testbed-handlers.ts";

async function generated({ testbed }: Meeting, count: number): Promise<number> {
  const [tx, rx] = channel(t.i32);
  const done = testbed.generate(count, tx);
  let items = 0;
  for await (const item of rx) if (item === items) items++;
  await done;
  return items;
}

async function summed({ testbed }: Meeting, count: number): Promise<bigint> {
  const [tx, rx] = channel(t.i32);
  const total = testbed.sum(rx);
  for (let i = 0; i < count; i++) await tx.send(i);
  await tx.close();
  return total;
}

/** The two calls and their answers, each with its order; how the two meet is not determined. */
function expectBoth({ root, transcript }: Meeting, ours: [string, string], theirs: [string, string]): void {
  const [our, their] = root.snapshot.context.local.parity === "odd" ? [1, 2] : [2, 1];
  const lines = transcript.afterHello;
  expect(lines.filter((line) => /^(> Call|< Response)/.test(line))).toEqual([
    `> Call ${our} ${ours[0]}`,
    `< Response ${our} ${ours[1]}`,
  ]);
  expect(lines.filter((line) => /^(< Call|> Response)/.test(line))).toEqual([
    `< Call ${their} ${theirs[0]}`,
    `> Response ${their} ${theirs[1]}`,
  ]);
}

describe.each(SETTINGS)("$name: both at once", (setting) => {
  it("[session.symmetry] unary", async () => {
    const meeting = await meet(setting, { serve: "testbed" });
    expect(await Promise.all([meeting.testbed.echo("ours"), meeting.rust.ask("echo 1")])).toEqual(["ours", 1]);
    expectBoth(meeting, ["echo [] 046f757273", "00046f757273"], ["echo [] 026d30", "00026d30"]);
    expectQuiet(meeting);
  });

  it("[rpc.fallible] user error", async () => {
    const meeting = await meet(setting, { serve: "testbed" });
    const both = await Promise.all([meeting.testbed.divide(1n, 0n), meeting.rust.ask("divide 1 0")]);
    expect(both).toEqual([{ ok: false, error: { tag: "DivisionByZero" } }, "User(DivisionByZero)"]);
    expectBoth(meeting, ["divide [] 0200", "010000"], ["divide [] 0200", "010000"]);
    expectQuiet(meeting);
  });

  it("sum", async () => {
    const meeting = await meet(setting, { serve: "testbed" });
    expect(await Promise.all([summed(meeting, 500), meeting.rust.ask("sum 500")])).toEqual([124_750n, 124_750]);
    expectQuiet(meeting);
  });

  it("generate", async () => {
    const meeting = await meet(setting, { serve: "testbed" });
    const [ours, theirs] = await Promise.all([generated(meeting, 500), meeting.rust.ask("generate 500")]);
    expect(ours).toBe(500);
    expect(theirs).toHaveLength(500);
    expectQuiet(meeting);
  });

  it("[rpc.channel.discovery] transform", async () => {
    const meeting = await meet(setting, { serve: "testbed" });
    const words = Array.from({ length: 60 }, (_, i) => `w${i}`);
    const both = [transformed(meeting, words), meeting.rust.ask(`transform ${words.join(" ")}`)];
    expect(await Promise.all(both)).toEqual([words, words]);
    expectQuiet(meeting);
  });

  it("[rpc.unknown-method] unknown method", async () => {
    const meeting = await meet(setting, { serve: "testbed" });
    // Rust serves Testbed, not Odds.
    const ours = expect(meeting.odds.letter("x")).rejects.toMatchObject({ code: "unknown-method" });
    expect(await meeting.rust.ask("unknown")).toBe("0101");
    await ours;
    expectBoth(meeting, ["letter [] 0178", "0101"], ["0x1 []", "0101"]);
    expectQuiet(meeting);
  });

  it("invalid payload", async () => {
    const meeting = await meet(setting, { serve: "testbed" });
    const call = Call.start(meeting.root, { ...methodOf(Testbed, "echo"), args: tuple([u8]) }, [0xff], {});
    const ours = expect(call).rejects.toMatchObject({ code: "invalid-payload" });
    expect(await meeting.rust.ask("invalid")).toBe("0102");
    await ours;
    expectBoth(meeting, ["echo [] ff", "0102"], ["echo [] ff", "0102"]);
    expectQuiet(meeting);
  });

  it("early close, and Items ahead of their Call", async () => {
    const meeting = await meet(setting, { serve: "testbed", rust: ["--serve", "odds"] });
    const [tx, rx] = channel(t.u32);
    const theirs = meeting.rust.ask("early 5");
    const ours = meeting.odds.takes(5, rx);
    await tx.send(42);
    await tx.close();
    expect(await Promise.all([ours, theirs])).toEqual([42, "0014"]);
    expectQuiet(meeting);
  });

  it("[rpc.channel.reset] reset on our side leaves their stream alone", async () => {
    const meeting = await meet(setting, { serve: "testbed", rust: ["--serve", "odds"] });
    const [tx, rx] = channel(t.u32);
    const call = meeting.odds.endless(tx);
    const theirs = meeting.rust.ask("generate 200");
    for await (const number of rx) if (number === 20) break;
    expect(await theirs).toHaveLength(200);
    call.cancel();
    await expect(call).rejects.toMatchObject({ code: "cancelled" });
    await meeting.transcript.until(/^< Response \d+ 0103/);
    expectQuiet(meeting);
  });

  it("[rpc.pipelining] 1,000 pipelined", async () => {
    const meeting = await meet(setting, { serve: "testbed", limits: { requestsInFlight: 32 } });
    const words = Array.from({ length: 1_000 }, (_, i) => `m${i}`);
    const ours = Promise.all(words.map((word) => meeting.testbed.echo(word)));
    expect(await Promise.all([ours, meeting.rust.ask("echo 1000 32")])).toEqual([words, 1_000]);
    expectQuiet(meeting);
  });

  it("calls from inside a handler back to the caller", async () => {
    const meeting = await meet(setting, { serve: "testbed", rust: ["--serve", "odds"] });
    expect(await meeting.odds.calls_back(20)).toBe(20);
    expectQuiet(meeting);
  });

  it("calls from inside a handler of ours back to the caller", async () => {
    const meeting = await meet(setting, { serve: "odds" });
    expect(await meeting.rust.ask("calls-back 20")).toBe("20");
    expectQuiet(meeting);
  });

  it("[rpc.cancel] cancel on our side leaves their calls alone", async () => {
    const meeting = await meet(setting, { serve: "testbed", rust: ["--serve", "odds"] });
    const call = meeting.odds.slow(60_000);
    const theirs = meeting.rust.ask("generate 200");
    call.cancel();
    await expect(call).rejects.toMatchObject({ code: "cancelled" });
    expect(await theirs).toHaveLength(200);
    await meeting.transcript.until(/^< Response \d+ 0103/);
    expectQuiet(meeting);
  });

  it("link cut mid-stream", async () => {
    const meeting = await meet(setting, { serve: "testbed" });
    const ours = expect(generated(meeting, 10_000_000)).rejects.toMatchObject({ code: "link-lost" });
    meeting.rust.tell("generate 10000000");
    await Promise.all([meeting.transcript.until(/^< Grant/), meeting.transcript.until(/^> Grant/)]);
    await meeting.rust.ask("cut");
    await ours;
    await meeting.driver.closed;
    expect(meeting.driver.snapshot().context).toMatchObject({ connections: 0, requests: 0, channels: 0 });
  });

  it("[rpc.virtual-connection.open] virtual connections: opened, refused and closed", async () => {
    const onConnection = (incoming: IncomingConnection) => void incoming.accept(Testbed, testbedHandlers);
    const meeting = await meet(setting, { onConnection, rust: ["--virtuals"] });
    const refused = expect(meeting.session.open(Testbed, { metadata: { refuse: 1n } })).rejects.toThrow();
    const [testbed, theirs] = await Promise.all([meeting.session.open(Testbed), meeting.rust.askRecord("open")]);
    await refused;
    const id = Number(theirs.opened);
    expect(await Promise.all([testbed.echo("ours"), meeting.rust.ask(`on ${id} echo 1`)])).toEqual(["ours", 1]);
    await Promise.all([testbed.close(), meeting.rust.ask(`close ${id}`)]);
    await expect.poll(() => meeting.driver.snapshot().context.connections).toBe(1);
    expectQuiet(meeting);
  });

  it("[session.keepalive] keepalive", async () => {
    const keepalive = { intervalMs: 20, timeoutMs: 60_000 };
    const meeting = await meet(setting, { keepalive, serve: "testbed", rust: ["--keepalive", "20,60000"] });
    await Promise.all([meeting.transcript.until(/^< Pong 3/), meeting.transcript.until(/^> Pong 3/)]);
    expect(await Promise.all([meeting.testbed.echo("ours"), meeting.rust.ask("echo 1")])).toEqual(["ours", 1]);
    expectQuiet(meeting);
  });
});
