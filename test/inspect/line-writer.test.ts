import { describe, expect, it } from "vitest";
import { type FeedRecord, type Header, parseRecording } from "../../inspect/index.ts";
import { LineWriter, type WhenSlow } from "../../inspect/record/line-writer.ts";
import { settled } from "../runtime/raw-peer.ts";

const header: Header = {
  ...{ type: "header", format: "roam-xstate-recording", version: 1, software: "test", began: 0 },
  ...{ peers: ["left"], limits: {}, redacted: false },
};

/** A record of about a kilobyte. */
const kilobyte = (seq: number): FeedRecord => {
  const text = "x".repeat(1_000);
  return { type: "error", seq, at: seq, wall: seq, peer: "left", life: null, rule: null, text };
};

/** A writer in front of a disk that takes one write and then nothing until it is told to go on. */
function behindSlowDisk(whenSlow: WhenSlow, maxBytes = 2 ** 30) {
  const writes: string[] = [];
  let goOn = () => {};
  const stuck = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const sink = {
    write: (text: string) => {
      writes.push(text);
      return stuck;
    },
  };
  const writer = new LineWriter(sink, maxBytes, whenSlow);
  writer.header(header);
  const read = () => parseRecording(writes.join("")).records;
  return { writer, writes, goOn, read };
}

const MORE_THAN_MAY_WAIT = 20_000;

describe("lines behind a slow disk", () => {
  it("are all kept for who waits", async () => {
    const { writer, goOn, read } = behindSlowDisk("wait");
    for (let seq = 1; seq <= MORE_THAN_MAY_WAIT; seq++) writer.write(kilobyte(seq));
    goOn();
    expect(await writer.end()).toMatchObject({ records: MORE_THAN_MAY_WAIT, dropped: 0 });
    expect(read().length).toBe(MORE_THAN_MAY_WAIT);
  });

  it("are dropped for who cannot wait, told where they are missing, and numbered without a hole", async () => {
    const { writer, goOn, read } = behindSlowDisk("drop");
    for (let seq = 1; seq <= MORE_THAN_MAY_WAIT; seq++) writer.write(kilobyte(seq));
    goOn();
    await writer.flushed();
    writer.write(kilobyte(MORE_THAN_MAY_WAIT + 1));
    const { records, dropped } = await writer.end();
    const told = read();
    expect(dropped).toBeGreaterThan(0);
    expect(records + dropped).toBe(MORE_THAN_MAY_WAIT + 1);
    expect(told.map(({ seq }) => seq)).toEqual(told.map((_, index) => index + 1));
    const gap = { type: "gap", at: MORE_THAN_MAY_WAIT - dropped + 1, dropped };
    expect(told.slice(-2)).toMatchObject([gap, { type: "error", at: MORE_THAN_MAY_WAIT + 1 }]);
  });

  it("are given to the disk together, and one write at a time", async () => {
    const { writer, writes, goOn } = behindSlowDisk("drop");
    for (let seq = 1; seq <= 3; seq++) writer.write(kilobyte(seq));
    await settled();
    for (let seq = 4; seq <= 9; seq++) writer.write(kilobyte(seq));
    await settled();
    expect(writes.length).toBe(1);
    goOn();
    await writer.end();
    expect(writes.map((text) => text.split("\n").length - 1)).toEqual([4, 6]);
  });

  it("never take more room than they may, the last one included", async () => {
    for (let room = 4_000; room < 5_200; room += 40) {
      const { writer, writes, goOn } = behindSlowDisk("wait", room);
      for (let seq = 1; seq <= 9; seq++) writer.write(kilobyte(seq));
      goOn();
      const { records, bytes, dropped } = await writer.end();
      expect(records + dropped).toBe(9);
      expect(bytes).toBe(Buffer.byteLength(writes.join("")));
      expect(bytes).toBeLessThanOrEqual(room);
    }
  });
});

it("a disk that fails is told at the end, and the sink is closed all the same", async () => {
  let isClosed = false;
  const sink = {
    write: () => Promise.reject(new Error("the disk is full")),
    close: () => {
      isClosed = true;
    },
  };
  const writer = new LineWriter(sink, 2 ** 20, "drop");
  writer.header(header);
  await settled();
  writer.write(kilobyte(1));
  await expect(writer.end()).rejects.toThrow("the disk is full");
  expect(isClosed).toBe(true);
});
