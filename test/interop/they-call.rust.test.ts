import { describe, expect, it } from "vitest";
import { expectQuiet, type Meeting, meet, SETTINGS } from "./meeting.ts";

/** What the counterpart calls its first request and channels. */
const ids = ({ root }: Meeting) => (root.snapshot.context.remote?.parity === "odd" ? [1, 3] : [2, 4]);

describe.each(SETTINGS)("$name: they call", (setting) => {
  it("unary", async () => {
    const meeting = await meet(setting, { serve: "testbed" });
    expect(await meeting.rust.ask("echo 1")).toBe(1);
    const [id] = ids(meeting);
    expect(meeting.transcript.afterHello).toEqual([`< Call ${id} echo [] 026d30`, `> Response ${id} 00026d30`]);
    expectQuiet(meeting);
  });

  it("[rpc.fallible] user error", async () => {
    const meeting = await meet(setting, { serve: "testbed" });
    expect(await meeting.rust.ask("divide 10 0")).toBe("User(DivisionByZero)");
    expect(await meeting.rust.ask("divide 10 3")).toBe("3");
    expect(await meeting.rust.ask("lookup 9")).toBe("User(NotFound)");
    expect(meeting.transcript.afterHello[1]).toBe(`> Response ${ids(meeting)[0]} 010000`);
    expectQuiet(meeting);
  });

  it("[rpc.unknown-method] unknown method", async () => {
    const meeting = await meet(setting, { serve: "testbed" });
    expect(await meeting.rust.ask("unknown")).toBe("0101");
    const [id] = ids(meeting);
    expect(meeting.transcript.afterHello).toEqual([`< Call ${id} 0x1 []`, `> Response ${id} 0101`]);
    expect(await meeting.rust.ask("echo 1")).toBe(1);
    expectQuiet(meeting);
  });

  it("invalid payload", async () => {
    const meeting = await meet(setting, { serve: "testbed" });
    expect(await meeting.rust.ask("invalid")).toBe("0102");
    const [id] = ids(meeting);
    expect(meeting.transcript.afterHello).toEqual([`< Call ${id} echo [] ff`, `> Response ${id} 0102`]);
    expect(await meeting.rust.ask("echo 1")).toBe(1);
    expectQuiet(meeting);
  });

  it("sum", async () => {
    const meeting = await meet(setting, { serve: "testbed" });
    expect(await meeting.rust.ask("sum 5")).toBe(10);
    const [id] = ids(meeting);
    // Items may come ahead of their Call (D-R28).
    expect(meeting.transcript.afterHello.filter((line) => !line.startsWith("< Call"))).toEqual([
      ...["00", "02", "04", "06", "08"].map((item) => `< Item ${id} ${item}`),
      `< Close ${id}`,
      `> Response ${id} 0014`,
    ]);
    expect(await meeting.rust.ask("sum 1000")).toBe(499_500);
    expectQuiet(meeting);
  });

  it("generate", async () => {
    const meeting = await meet(setting, { serve: "testbed" });
    expect(await meeting.rust.ask("generate 5")).toEqual([0, 1, 2, 3, 4]);
    const [id] = ids(meeting);
    expect(meeting.transcript.afterHello).toEqual([
      `< Call ${id} generate [${id}] 05`,
      ...["00", "02", "04", "06", "08"].map((item) => `> Item ${id} ${item}`),
      `> Close ${id}`,
      `> Response ${id} 00`,
    ]);
    expect(await meeting.rust.ask("generate 1000")).toHaveLength(1_000);
    expectQuiet(meeting);
  });

  it("[rpc.channel.discovery] transform", async () => {
    const meeting = await meet(setting, { serve: "testbed" });
    expect(await meeting.rust.ask("transform a b c")).toEqual(["a", "b", "c"]);
    const [id, output] = ids(meeting);
    const items = ["0161", "0162", "0163"];
    // Each direction has its order; how the two meet is not determined, nor where the Call comes (D-R28).
    expect(meeting.transcript.matching(/^< Call/)).toEqual([`< Call ${id} transform [${id},${output}]`]);
    const sent = [...items.map((item) => `< Item ${id} ${item}`), `< Close ${id}`];
    expect(meeting.transcript.matching(/^< (Item|Close)/)).toEqual(sent);
    const answered = [...items.map((item) => `> Item ${output} ${item}`), `> Close ${output}`, `> Response ${id} 00`];
    expect(meeting.transcript.matching(/^> (Item|Close|Response)/)).toEqual(answered);
    const words = Array.from({ length: 40 }, (_, i) => `w${i}`);
    expect(await meeting.rust.ask(`transform ${words.join(" ")}`)).toEqual(words);
    expectQuiet(meeting);
  });

  it("[rpc.pipelining] 1,000 pipelined", async () => {
    const meeting = await meet(setting, { serve: "testbed" });
    expect(await meeting.rust.ask("echo 1000 32")).toBe(1_000);
    expectQuiet(meeting);
  });

  it("every odd type there and back", async () => {
    const meeting = await meet(setting, { serve: "odds" });
    expect(await meeting.rust.ask("odds")).toEqual([]);
    expectQuiet(meeting);
  });

  it("early close: items and Close ahead of their Call", async () => {
    const meeting = await meet(setting, { serve: "testbed" });
    expect(await meeting.rust.ask("early 5")).toBe("0014");
    const [id] = ids(meeting);
    const early = ["00", "02", "04", "06", "08"].map((item) => `< Item ${id} ${item}`);
    expect(meeting.transcript.afterHello.slice(0, 5)).toEqual(early);
    // Call and Close race; the Response is last.
    const rest = [`< Call ${id} sum [${id}]`, `< Close ${id}`, `> Response ${id} 0014`];
    expect(meeting.transcript.afterHello.slice(5).sort()).toEqual(rest);
    expectQuiet(meeting);
  });

  it("link cut mid-stream", async () => {
    const meeting = await meet(setting, { serve: "testbed" });
    meeting.rust.tell("generate 100000000");
    await meeting.transcript.until(/^< Grant/);
    await meeting.rust.ask("cut");
    await meeting.driver.closed;
    expect(meeting.driver.snapshot().context).toMatchObject({ connections: 0, requests: 0, channels: 0 });
  });

  it("[connection.open.rejection] virtual connection that we refuse", async () => {
    const meeting = await meet(setting, { serve: "testbed" });
    expect(await meeting.rust.ask("open")).toEqual({ rejected: true });
    const id = setting.weInitiate ? 2 : 1;
    expect(meeting.transcript.afterHello).toEqual([`< #${id} OpenConnection odd 64`, `> #${id} RejectConnection`]);
    expect(await meeting.rust.ask("echo 1")).toBe(1);
    expectQuiet(meeting);
  });

  it("[session.keepalive] keepalive", async () => {
    const meeting = await meet(setting, { serve: "testbed", rust: ["--keepalive", "20,60000"] });
    await meeting.transcript.until(/^> Pong 3/);
    expect(meeting.transcript.afterHello.slice(0, 6)).toEqual(
      [1, 2, 3].flatMap((nonce) => [`< Ping ${nonce}`, `> Pong ${nonce}`]),
    );
    expect(await meeting.rust.ask("echo 1")).toBe(1);
    expectQuiet(meeting);
  });
});
