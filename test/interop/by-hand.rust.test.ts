import { describe, expect, it } from "vitest";
import { callOf, cancelOf, closeOf, frames, grantOf, itemOf, methodOf, resetOf } from "./frames.ts";
import { expectQuiet, type Meeting, meet, SETTINGS } from "./meeting.ts";
import { Odds } from "./odds.ts";
import { Testbed } from "./testbed.ts";

// What roam 7.3.0 never sends (D-R16, D-R26, D-R35), sent by hand through its link.

const slow = methodOf(Odds, "slow");
const endless = methodOf(Odds, "endless");
const single = methodOf(Odds, "single_count");
const broad = methodOf(Odds, "broad_sum");
const narrow = methodOf(Odds, "narrow_sum");
const echo = methodOf(Testbed, "echo");

/** Their first id. */
const first = ({ root }: Meeting) => (root.snapshot.context.remote?.parity === "odd" ? 1 : 2);

describe.each(SETTINGS)("$name: they call, by hand", (setting) => {
  const meetByHand = (serve: "testbed" | "odds") => meet(setting, { serve, rust: ["--raw"] });

  it("[rpc.cancel] cancel", async () => {
    const meeting = await meetByHand("odds");
    const id = first(meeting);
    await frames(meeting.rust, callOf(slow, id, [], [0xe0, 0xd4, 0x03]), cancelOf(id));
    expect(await meeting.transcript.until(/^> Response/)).toBe(`> Response ${id} 0103`);
    await frames(meeting.rust, cancelOf(id), cancelOf(id + 2), callOf(slow, id + 4, [], [1]));
    expect(await meeting.transcript.until(new RegExp(`^> Response ${id + 4}`))).toBe(`> Response ${id + 4} 0001`);
    expect(meeting.transcript.count(/^> Response/)).toBe(2);
    expectQuiet(meeting);
  });

  it("[rpc.channel.reset] reset", async () => {
    const meeting = await meetByHand("odds");
    const id = first(meeting);
    await frames(meeting.rust, callOf(endless, id, [id], []));
    await meeting.transcript.until(new RegExp(`^> Item ${id} 0f`));
    await frames(meeting.rust, resetOf(id), grantOf(id, 8));
    expect(await meeting.transcript.until(/^> Response/)).toBe(`> Response ${id} 0010`);
    expect(meeting.transcript.count(/^> Item/)).toBe(16);
    expect(meeting.transcript.count(/^> Close/)).toBe(0);
    expectQuiet(meeting);
  });

  it("[rpc.flow-control.credit.initial] an N of 1 and of 5", async () => {
    const meeting = await meetByHand("odds");
    const id = first(meeting);
    await frames(meeting.rust, callOf(single, id, [id], [3]));
    await meeting.transcript.until(new RegExp(`^> Item ${id} 00`));
    await frames(meeting.rust, grantOf(id, 2));
    await meeting.transcript.until(/^> Response/);
    const items = ["00", "01", "02"].map((item) => `> Item ${id} ${item}`);
    expect(meeting.transcript.afterHello.filter((line) => /^> (Item|Close)/.test(line))).toEqual([
      ...items,
      `> Close ${id}`,
    ]);
    const five = [2, 4, 6, 8, 10].map((item) => itemOf(id + 2, [item]));
    await frames(meeting.rust, callOf(narrow, id + 2, [id + 2], []), ...five);
    expect(await meeting.transcript.until(/^> Grant/)).toBe(`> Grant ${id + 2} 2`);
    await frames(meeting.rust, closeOf(id + 2));
    expect(await meeting.transcript.until(new RegExp(`^> Response ${id + 2}`))).toBe(`> Response ${id + 2} 001e`);
    expectQuiet(meeting);
  });

  it("[rpc.request.id-allocation] an id in flight again", async () => {
    const meeting = await meetByHand("odds");
    const id = first(meeting);
    await frames(meeting.rust, callOf(slow, id, [], [0xe0, 0xd4, 0x03]), callOf(slow, id, [], [1]));
    await meeting.transcript.until(/^> ProtocolError rpc\.request\.id-allocation/);
    expect(await meeting.driver.closed).toMatchObject({ cause: "violation" });
    expect(await meeting.rust.event("closed")).toMatchObject({ connection: 0 });
  });

  it("[rpc.flow-control.credit] an Item beyond credit", async () => {
    const meeting = await meetByHand("odds");
    const id = first(meeting);
    const beyond = Array.from({ length: 101 }, () => itemOf(id, [2]));
    await frames(meeting.rust, callOf(broad, id, [id], [0xe0, 0xd4, 0x03]), ...beyond);
    await meeting.transcript.until(/^> ProtocolError rpc\.flow-control\.credit/);
    expect(await meeting.driver.closed).toMatchObject({ cause: "violation" });
  });

  it("[session.protocol-error] ProtocolError", async () => {
    const meeting = await meetByHand("testbed");
    await frames(meeting.rust, callOf(echo, first(meeting), [], [1, 0x61]), {
      kind: "ProtocolError",
      connection: 0,
      description: "by hand",
    });
    expect(await meeting.driver.closed).toMatchObject({ cause: "protocolError" });
    expect(await meeting.rust.event("closed")).toMatchObject({ connection: 0 });
  });
});
