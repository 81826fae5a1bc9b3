import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createFeed, type FeedRecord, type Header, parseRecording, replay } from "../../inspect/index.ts";
import { captured } from "../cli/captured.ts";
import { settled } from "../runtime/raw-peer.ts";
import { mixedRun } from "./mixed-run.ts";
import { ofType, pair, readAll } from "./watched-pair.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "recordings-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** A mixed run of two peers, as a file. */
async function recorded(name: string, options: { maxBytes?: number } = {}) {
  const file = join(folder, name);
  const feed = createFeed();
  const recording = await feed.record(file, options);
  await mixedRun(feed.as("left"), feed.as("right"));
  const written = await recording.stop();
  return { file, written, text: await readFile(file, "utf8") };
}

async function rewritten(name: string, header: Header, records: readonly FeedRecord[]): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, [header, ...records].map((line) => `${JSON.stringify(line)}\n`).join(""));
  return file;
}

describe("a recording of a mixed run", () => {
  it("replays to the same states, twice", async () => {
    const { text, written } = await recorded("mixed.jsonl");
    const { header, records } = parseRecording(text);
    expect(header).toMatchObject({ software: expect.stringContaining("roam-xstate "), redacted: false });
    expect(records.length).toBe(written.records);
    expect([written.dropped, Buffer.byteLength(text)]).toEqual([0, written.bytes]);
    const [first, second] = [replay(records), replay(records)];
    expect(first.difference?.text).toBeUndefined();
    expect(second).toEqual(first);
    expect(first.events).toBe(ofType(records, "transition").length);
    expect(new Set(first.states.values())).toEqual(
      new Set(["responded", "failed", "cancelled", "closed", "reset", "lost", "abandoned"]),
    );
    for (const end of ofType(records, "end")) expect(first.states.get(end.life)).toBe(end.state);
    expect(ofType(records, "transition").some(({ to }) => to === "stalled")).toBe(true);
  });

  it("is readable for its owner only", async () => {
    const { file } = await recorded("private.jsonl");
    expect((await stat(file)).mode & 0o077).toBe(0);
  });

  it("that somebody edited fails at the first record that differs", async () => {
    const { text } = await recorded("edited.jsonl");
    const { header, records } = parseRecording(text);
    const calls = ofType(records, "transition").filter(({ to }) => to === "awaitingResponse");
    const edited = calls[2];
    if (edited === undefined) throw new Error("there are calls");
    const changed = records.map((record) => (record === edited ? { ...edited, to: "cancelling" } : record));
    const file = await rewritten("edited.jsonl", header, changed);
    const { code, err } = await captured(["replay", file]);
    expect(code).toBe(1);
    expect(err).toContain(
      `record ${edited.seq}, ${edited.life}, parent.slot in queued: recorded cancelling, the chart says awaitingResponse`,
    );
  });

  it("without one of its events fails at the next of the same life", async () => {
    const { records } = parseRecording((await recorded("less.jsonl")).text);
    const [first] = ofType(records, "transition").filter(({ event }) => event.type === "parent.slot");
    const { difference } = replay(records.filter((record) => record !== first));
    expect(difference).toMatchObject({ recorded: "awaitingResponse", replayed: "queued" });
  });

  it("replays from where somebody came late", async () => {
    const feed = createFeed();
    const { client, driver } = await pair({ inspect: feed, keepalive: { intervalMs: 60_000, timeoutMs: 1_000 } });
    const waiting = client.wait();
    await settled();
    const reader = feed.open();
    waiting.cancel();
    await waiting.catch(() => {});
    await client.add(1, 2);
    await driver.close();
    const records: FeedRecord[] = JSON.parse(JSON.stringify(readAll(reader)));
    const { difference, states } = replay(records);
    expect(difference?.text).toBeUndefined();
    expect(ofType(records, "actor").filter(({ late }) => late).length).toBe(4);
    expect(Object.fromEntries(states)).toMatchObject({
      "local/s1": "closed",
      "local/s1/k": "quiet",
      "local/s1/c0/r3": "responded",
    });
  });

  it("stops at a gap, and says so", async () => {
    const { text, written, file } = await recorded("gap.jsonl", { maxBytes: 12_000 });
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(12_000);
    expect(written.dropped).toBeGreaterThan(0);
    const { code, err } = await captured(["replay", file]);
    expect(code).toBe(1);
    expect(err).toContain(`${written.dropped} records are missing`);
  });

  it("marks what the feed dropped while it was recorded", async () => {
    const lines: string[] = [];
    const feed = createFeed({ capacity: 50 });
    const recording = await feed.record({ write: (text) => void lines.push(text) });
    await mixedRun(feed.as("left"), feed.as("right"));
    const { dropped } = await recording.stop();
    const { records } = parseRecording(lines.join(""));
    expect(dropped).toBeGreaterThan(0);
    expect(ofType(records, "gap").reduce((sum, gap) => sum + gap.dropped, 0)).toBe(dropped);
  });
});

describe("roam-xstate replay", () => {
  it("tells how much it replayed", async () => {
    const { file } = await recorded("whole.jsonl");
    const { code, out } = await captured(["replay", file]);
    expect([code, out]).toEqual([0, expect.stringMatching(/^\d+ events of 30 lives gave the recorded states\n$/)]);
  });

  it("writes a vitest case beside the recording, and no second one over it", async () => {
    const { file } = await recorded("to test.jsonl");
    const { code, out } = await captured(["replay", "--to-test", file]);
    expect([code, out]).toEqual([0, `${file.replace(".jsonl", ".test.ts")}\n`]);
    const text = await readFile(out.trim(), "utf8");
    expect(text).toContain('import { parseRecording, replay } from "roam-xstate/inspect";');
    expect(text).toContain("to test.jsonl");
    expect((await captured(["replay", "--to-test", file])).code).toBe(1);
  });

  it.each([
    ["no file", "missing.jsonl", undefined, "ENOENT"],
    ["an empty file", "empty.jsonl", "", "line 1: no JSON"],
    ["another format", "other.jsonl", '{"type":"header","format":"har","version":1}\n', "line 1: the header"],
    ["a later version", "later.jsonl", '{"type":"header","format":"roam-xstate-recording","version":2}\n', "line 1"],
  ])("refuses %s", async (_name, name, text, sentence) => {
    const file = join(folder, name);
    if (text !== undefined) await writeFile(file, text);
    const { code, err } = await captured(["replay", file]);
    expect(code).toBe(1);
    expect(err).toContain(sentence);
  });

  it("refuses lines that are no records, and does not fall over records that lack something", async () => {
    const header = '{"type":"header","format":"roam-xstate-recording","version":1}\n';
    expect(() => parseRecording(`${header}{"type":"transition","seq":1,"life":"a"}\n`)).toThrow("line 2: no record");
    expect(() => parseRecording(`${header}[]\n`)).toThrow("line 2: no record");
    const actor = { type: "actor", seq: 1, life: "a/s1", chart: "session", state: "awaitingHello", input: null };
    const { records } = parseRecording(`${header}${JSON.stringify(actor)}\n`);
    expect(replay(records).lives).toBeLessThanOrEqual(1);
  });
});
