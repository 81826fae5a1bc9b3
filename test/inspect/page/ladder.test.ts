import { describe, expect, it } from "vitest";
import { parseFilter } from "../../../inspect/page/filter/language.ts";
import { type Followed, Ladder } from "../../../inspect/page/model/ladder.ts";
import { Timeline } from "../../../inspect/page/model/timeline.ts";
import type { FeedRecord } from "../../../inspect/records.ts";
import { demo } from "./demo.ts";
import { Stage } from "./stage.ts";

function timelineOf(records: readonly FeedRecord[], most = 1e9): Timeline {
  const timeline = new Timeline({ records: most, characters: 1e12 });
  for (const record of records) timeline.push(record, 1);
  while (!timeline.isSettled) timeline.advance(0, () => 0);
  return timeline;
}

function rungs(timeline: Timeline, filter = "", followed: Followed = null) {
  const ladder = new Ladder(parseFilter(filter), followed);
  while (!ladder.read(timeline));
  return ladder.rungs;
}

const messages = (list: ReturnType<typeof rungs>) => list.flatMap((rung) => (rung.type === "message" ? [rung] : []));

describe("the ladder", () => {
  it("shows a message once that both peers tell, with the time that it took", () => {
    const stage = new Stage();
    stage.begin(0, { life: "left/s1", chart: "session", parent: null, label: "" });
    stage.begin(0, { life: "right/s1", chart: "session", parent: null, label: "" });
    stage.message(10, "Ping", "left/s1", "right/s1", { nonce: "1" });
    stage.message(10, "Ping", "left/s1", "right/s1", { nonce: "2" });
    stage.message(12, "Ping", "right/s1", "left/s1", { nonce: "1" });
    const shown = messages(rungs(timelineOf(stage.records())));
    expect(shown.map(({ frame, arrived }) => [frame.peer, frame.fields.nonce, arrived])).toEqual([
      ["left", "1", 11.5],
      ["left", "2", 11.5],
      ["right", "1", 13.5],
    ]);
  });

  it("shows what one peer alone tells, in both directions", () => {
    const stage = new Stage();
    stage.begin(0, { life: "left/s1", chart: "session", parent: null, label: "" });
    stage.frame(1, "out", "left/s1", "Ping", { nonce: "1" });
    stage.frame(2, "in", "left/s1", "Ping", { nonce: "1" });
    expect(messages(rungs(timelineOf(stage.records())))).toHaveLength(2);
  });

  it("follows a channel, and still pairs its messages with the other end's", () => {
    const shown = messages(rungs(timelineOf(demo(3)), "", { name: "left/s1/c0/tx3", channels: [] }));
    expect(shown).toHaveLength(16);
    expect(shown.every(({ frame, arrived }) => frame.life === "left/s1/c0/tx3" && arrived !== null)).toBe(true);
  });

  it("follows a call with its channel, and a connection with all that is on it", () => {
    const timeline = timelineOf(demo(3));
    const kinds = (followed: Followed) =>
      new Set(messages(rungs(timeline, "", followed)).map(({ frame }) => frame.kind));
    expect(kinds({ name: "left/s1/c0/r3", channels: ["left/s1/c0/tx3"] })).toEqual(new Set(["Request", "ChannelItem"]));
    expect(kinds({ name: "left/s1/c1", channels: [] })).toEqual(
      new Set(["OpenConnection", "AcceptConnection", "Response"]),
    );
  });

  it("shows the messages that the filter asks for", () => {
    const shown = messages(rungs(timelineOf(demo(3)), "msg:cancel,reset"));
    expect(shown.map(({ frame }) => frame.kind)).toEqual(["CancelRequest", "ResetChannel"]);
  });

  it("tells of gaps and of silence", () => {
    const stage = new Stage();
    stage.begin(0, { life: "left/s1", chart: "session", parent: null, label: "" });
    stage.frame(0, "out", "left/s1", "Ping", {});
    stage.gap(100, 5);
    stage.frame(5_000, "out", "left/s1", "Ping", {});
    const list = rungs(timelineOf(stage.records()));
    expect(list.map(({ type }) => type)).toEqual(["message", "gap", "silence", "message"]);
    expect(list[2]).toMatchObject({ from: 0, to: 5_000 });
  });

  it("reads on where it stopped, and drops what the ring let go", () => {
    const records = demo(3);
    const timeline = timelineOf(records.slice(0, 900), 300);
    const filter = parseFilter("");
    const ladder = new Ladder(filter, null);
    while (!ladder.read(timeline));
    const before = ladder.rungs.length;
    for (const record of records.slice(900, 1_000)) timeline.push(record, 1);
    while (!timeline.isSettled) timeline.advance(0, () => 0);
    expect(ladder.serves(filter, null, timeline.cursor)).toBe(true);
    while (!ladder.read(timeline));
    expect(ladder.rungs.length).not.toBe(before);
    expect(ladder.rungs.every(({ position }) => position >= timeline.ring.start)).toBe(true);
    expect(ladder.serves(filter, null, 10)).toBe(false);
  });
});
