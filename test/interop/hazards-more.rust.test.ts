import { describe, expect, it } from "vitest";
import type { Ending, IncomingConnection } from "../../runtime/index.ts";
import { callOf, itemOf, methodOf } from "./frames.ts";
import { expectAlive, expectQuiet, type Meeting, meet, SETTINGS } from "./meeting.ts";
import { Odds } from "./odds.ts";
import { Testbed } from "./testbed.ts";
import { testbedHandlers } from "./testbed-handlers.ts";

// Hazards of PROTOCOL.md 11 that show only in what they leave behind, provoked against the live peer.

/** Their next id. */
const first = ({ root }: Meeting) => (root.snapshot.context.remote?.parity === "odd" ? 1 : 2);

describe.each(SETTINGS)("$name: what Rust leaves behind", (setting) => {
  it("D-R8: a call of ours on a connection that they closed is refused here; by hand, nothing ever answers", async () => {
    const meeting = await meet(setting, { rust: ["--virtuals"] });
    const testbed = await meeting.session.open(Testbed);
    const connection = meeting.session.connections.find(({ id }) => id > 0);
    if (connection === undefined) throw new TypeError("no connection");
    await meeting.rust.ask(`close ${connection.id}`);
    await connection.closed;
    await expect(testbed.echo("over?")).rejects.toMatchObject({ code: "closed-by-counterpart" });
    meeting.driver.send({ ...callOf(methodOf(Testbed, "echo"), 101, [], [1, 0x61]), connection: connection.id });
    await expectAlive(meeting);
    expect(meeting.transcript.count(/^< #\d+ Response/)).toBe(0);
    expectQuiet(meeting);
  });

  it("D-R9: CloseConnection for an OpenConnection that has no answer yet; our answer comes too late", async () => {
    let decide = () => {};
    const decided = new Promise<void>((resolve) => {
      decide = resolve;
    });
    let late: Promise<Ending> | undefined;
    const meeting = await meet(setting, {
      async onConnection(incoming) {
        await decided;
        late = incoming.accept(Testbed, testbedHandlers).closed;
      },
    });
    meeting.rust.tell("open");
    await meeting.transcript.until(/^< #\d+ OpenConnection/);
    const id = setting.weInitiate ? 2 : 1;
    await meeting.rust.ask(`close ${id}`);
    await meeting.transcript.until(/CloseConnection/);
    expectQuiet(meeting);
    decide();
    await expectAlive(meeting);
    expect(await late).toMatchObject({ cause: "closedThere" });
    expect(meeting.transcript.lines.filter((line) => line.includes("#"))).toEqual([
      `< #${id} OpenConnection odd 64`,
      `< #${id} CloseConnection`,
    ]);
    expectQuiet(meeting);
  });

  it("D-R13: a second Response for one request ends the session, with the rule", async () => {
    const meeting = await meet(setting, { rust: ["--serve", "odds"] });
    const id = meeting.root.snapshot.context.local.parity === "odd" ? 1 : 2;
    const call = meeting.odds.slow(100);
    meeting.driver.send(callOf(methodOf(Odds, "slow"), id, [], [1]));
    // Whichever is the first.
    expect([1, 100]).toContain(await call);
    await meeting.transcript.until(/^> ProtocolError rpc\.response\.one-per-request/);
    expect(await meeting.driver.closed).toMatchObject({ cause: "violation" });
  });

  it("D-R14: memory for each call that was answered, for as long as the connection lives", async () => {
    const meeting = await meet(setting);
    const calls = async (count: number) => {
      for (let i = 0; i < count; i += 50)
        await Promise.all(Array.from({ length: 50 }, () => meeting.testbed.echo("x")));
    };
    await calls(2_000);
    let bytesPerCall = 0;
    // What the system takes back from an idle process hides what it holds.
    for (let round = 0; round < 5 && bytesPerCall <= 100; round++) {
      const before = meeting.rust.memory;
      await calls(4_000);
      bytesPerCall = ((meeting.rust.memory - before) * 1_024) / 4_000;
    }
    console.info(`D-R14: ${Math.round(bytesPerCall)} bytes for each call`);
    expect(bytesPerCall).toBeGreaterThan(100);
    expectQuiet(meeting);
  });

  it("D-R19: a Call of ours with an id of theirs that fails takes the answer of their own call", async () => {
    let answer = () => {};
    const asked = new Promise<number>((resolve) => {
      answer = () => resolve(200);
    });
    const meeting = await meet(setting, { serve: { slow: () => asked }, rust: ["--serve", "odds"] });
    const id = first(meeting);
    const theirs = meeting.rust.ask("slow 200");
    await meeting.transcript.until(/^< Call/);
    meeting.driver.send(callOf(methodOf(Odds, "vanishes"), id, [], []));
    expect(await theirs).toBe("Cancelled");
    answer();
    // Ours answers all the same; nobody takes it, and nobody answers the Call by hand.
    expect(await meeting.transcript.until(/^> Response/)).toBe(`> Response ${id} 00c801`);
    expect(await meeting.odds.letter("x")).toBe("x");
    expect(meeting.transcript.count(/^< Response/)).toBe(1);
    expectQuiet(meeting);
  });

  it("D-R32: Items and Close after Close", async () => {
    const meeting = await meet(setting, { serve: "testbed" });
    expect(await meeting.rust.ask("twice 21")).toEqual({ total: 21, sent: true });
    await expect.poll(() => meeting.transcript.count(/^< Close/)).toBe(2);
    expect(meeting.transcript.count(/^< Item/)).toBe(2);
    expect(await meeting.rust.ask("echo 1")).toBe(1);
    expectQuiet(meeting);
  });

  it("D-R32: no Close for a Tx that was closed before its call; our handler ends with the session", async () => {
    const meeting = await meet(setting, { serve: "testbed" });
    expect(await meeting.rust.ask("unclosed")).toEqual({ refused: true, answered: false });
    expect(meeting.driver.snapshot().context).toMatchObject({ requests: 1, channels: 1 });
    expect(meeting.transcript.count(/^< Close/)).toBe(0);
    expect(await meeting.rust.ask("echo 1")).toBe(1);
    await meeting.driver.close();
    expect(meeting.driver.snapshot().context).toMatchObject({ requests: 0, channels: 0 });
  });

  it("D-R33: no credit for Items that do not decode", async () => {
    const meeting = await meet(setting, { serve: "testbed" });
    const id = first(meeting);
    const theirs = meeting.rust.ask("tolerate 40");
    await meeting.transcript.until(/^< Call/);
    for (let i = 0; i < 8; i++) meeting.driver.send(itemOf(id, []));
    expect(await theirs).toEqual({ good: 40, bad: 8, answered: true });
    expect(await meeting.rust.ask("echo 1")).toBe(1);
    const granted = meeting.transcript.lines.flatMap((line) => /^< Grant \d+ (\d+)/.exec(line)?.[1] ?? []);
    expect(granted.map(Number).reduce((sum, more) => sum + more, 0)).toBeLessThanOrEqual(40);
    expectQuiet(meeting);
  });

  it("D-R36: metadata of ours is taken and thrown away; theirs is always empty", async () => {
    const meeting = await meet(setting, { serve: "testbed", rust: ["--virtuals"] });
    const metadata = [
      { key: "secret", value: "s", flags: 1n },
      { key: "local", value: 7n, flags: 2n },
      { key: "local", value: Uint8Array.of(1), flags: 3n },
    ];
    const call = meeting.testbed.echo("x", { metadata });
    expect(await call).toBe("x");
    expect(call.metadata).toEqual([]);
    const testbed = await meeting.session.open(Testbed, { metadata });
    const connection = meeting.session.connections.find(({ id }) => id > 0);
    expect(connection?.metadata).toEqual([]);
    expect(await testbed.echo("y", { metadata })).toBe("y");
    await connection?.close(metadata);
    expect(await meeting.rust.event("closed")).toMatchObject({ connection: connection?.id });
    expect(await meeting.rust.ask("echo 1")).toBe(1);
    expectQuiet(meeting);
  });

  it("D-R37: a connection whose handle was dropped stays open, and answers nothing; ours can close it", async () => {
    const onConnection = (incoming: IncomingConnection) => void incoming.accept();
    const meeting = await meet(setting, { onConnection });
    const id = Number(await meeting.rust.ask("open-and-drop"));
    await expectAlive(meeting);
    const connection = meeting.session.connections.find((connection) => connection.id === id);
    if (connection === undefined) throw new TypeError("no connection");
    expect(meeting.driver.snapshot().context.connections).toBe(2);
    const unheard = connection.client(Testbed).echo("anybody?", { timeoutMs: 50 });
    await expect(unheard).rejects.toMatchObject({ code: "timed-out" });
    await connection.close();
    await expectAlive(meeting);
    expectQuiet(meeting);
    expect(meeting.transcript.count(/^< #\d+ CloseConnection/)).toBe(0);
  });
});
