import { describe, expect, it, onTestFinished } from "vitest";
import { createFeed, type FeedRecord, openInspector, replay } from "../../inspect/index.ts";
import { join } from "../../inspect/join.ts";
import * as say from "./tap/spoken.ts";
import { Spoken } from "./tap/spoken.ts";
import { ofType, readAll } from "./watched-pair.ts";

/** Records of a session with a call that waits and one that is over, as a tap makes them. */
function tapped(): Spoken {
  return new Spoken().introduced().left(say.request(1), say.request(3)).right(say.response(1));
}

/** As a recording holds them. */
function asRecorded(records: readonly FeedRecord[]): FeedRecord[] {
  return JSON.parse(JSON.stringify(records));
}

describe("records that a feed is given", () => {
  it("are told to who reads, in their order and with numbers of the feed's own", () => {
    const feed = createFeed();
    const reader = feed.open();
    const { records } = tapped();
    for (const record of records) feed.put({ ...record, seq: 7 });
    const told = readAll(reader);
    expect(told.map(({ seq }) => seq)).toEqual(records.map((_, index) => index + 1));
    expect(told.map(({ type, peer }) => [type, peer])).toEqual(records.map(({ type, peer }) => [type, peer]));
    expect(feed.header().peers).toEqual(["left", "right"]);
  });

  it("bear the time at which they were made", () => {
    const feed = createFeed();
    const reader = feed.open();
    const { began } = feed.header();
    feed.put({ type: "error", seq: 1, at: 999, wall: began + 1_234, peer: "left", life: null, rule: null, text: "x" });
    expect(readAll(reader)).toMatchObject([{ at: 1_234, wall: began + 1_234 }]);
  });

  it("show what is alive to who comes late, and nothing that is over", () => {
    const feed = createFeed();
    for (const record of tapped().records) feed.put(record);
    const late = readAll(feed.open());
    expect(late.map((r) => [r.type, "life" in r && r.life, "state" in r && r.state, "late" in r && r.late])).toEqual([
      ["actor", "left/s1", "established", true],
      ["actor", "right/s1", "established", true],
      ["actor", "left/s1/c0", "open", true],
      ["actor", "right/s1/c0", "open", true],
      ["actor", "left/s1/c0/r3", "awaitingResponse", true],
      ["actor", "right/s1/c0/h3", "handling", true],
    ]);
  });

  it("replay to the same states for who came late too", () => {
    const feed = createFeed();
    const spoken = tapped();
    const before = spoken.records.length;
    for (const record of spoken.records) feed.put(record);
    const reader = feed.open();
    for (const record of spoken.right(say.response(3)).end("left").records.slice(before)) feed.put(record);
    const records = asRecorded(readAll(reader));
    expect(ofType(records, "end")).toHaveLength(6);
    const { difference, states } = replay(records);
    expect(difference?.text).toBeUndefined();
    expect(states.get("left/s1/c0/r3")).toBe("responded");
  });

  it("may lack what they please", () => {
    const feed = createFeed();
    const life = "x/s1";
    const odd = {
      seq: 1,
      at: 0,
      wall: 0,
      peer: "x",
      life,
      parent: null,
      label: "",
      connection: null,
      id: null,
    } as const;
    const form = { initialCredit: null, late: false, input: null } as const;
    feed.put({ ...odd, ...form, type: "actor", chart: "outgoingChannel", state: "nowhere" });
    const event = { type: "peer.nothing" };
    feed.put({ ...odd, type: "transition", event, from: "a", to: "b", unexpected: false, rules: [] });
    expect(readAll(feed.open())).toMatchObject([{ type: "actor", life, state: "b", late: true }]);
  });

  it("reach viewers of an inspector, those that come late first with what is alive", async () => {
    const inspector = await openInspector();
    onTestFinished(() => inspector.close());
    const spoken = tapped();
    const before = spoken.records.length;
    for (const record of spoken.records) inspector.feed.put(record);
    const { records, leave } = await join(inspector.url);
    for (const record of spoken.right(say.response(3)).records.slice(before)) inspector.feed.put(record);
    const told: FeedRecord[] = [];
    for await (const batch of records) {
      told.push(...batch);
      if (told.some((record) => record.type === "end")) break;
    }
    leave();
    expect(ofType(told, "actor").map(({ late }) => late)).toEqual(Array.from({ length: 6 }, () => true));
    expect(ofType(told, "end")[0]).toMatchObject({ state: "responded" });
  });
});
