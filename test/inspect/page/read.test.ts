import { describe, expect, it } from "vitest";
import { hexLines, valueText } from "../../../inspect/page/format.ts";
import { openFile } from "../../../inspect/page/source/file.ts";
import { isAnswer, isFeedRecord, isHeader } from "../../../inspect/page/source/read.ts";
import { HOME, hashOf, placeOf } from "../../../inspect/page/state/hash.ts";
import type { FeedRecord, Header } from "../../../inspect/records.ts";
import { demo } from "./demo.ts";
import { HEADER } from "./stage.ts";

/** What a file says, as the page hears it. */
function pour(
  text: string,
): Promise<{ headers: Header[]; records: FeedRecord[]; strange: number; problem: string | null }> {
  return new Promise((resolve) => {
    const heard: { headers: Header[]; records: FeedRecord[] } = { headers: [], records: [] };
    let strange = 0;
    openFile(new Blob([text]), {
      begin: (header) => heard.headers.push(header),
      record: (record) => heard.records.push(record),
      strange: () => {
        strange += 1;
      },
      over: (problem) => resolve({ ...heard, strange, problem }),
    });
  });
}

describe("a recording", () => {
  const lines = [HEADER, ...demo(1)].map((line) => JSON.stringify(line));

  it("is read whole, with or without a last line feed", async () => {
    for (const end of ["", "\n"]) {
      const { headers, records, strange, problem } = await pour(lines.join("\n") + end);
      expect([headers.length, records.length, strange, problem]).toEqual([1, lines.length - 1, 0, null]);
    }
  });

  it("is read on past lines that are no records, which are counted", async () => {
    const { records, strange } = await pour([lines[0], "{", '{"type":"frame"}', "null", lines[1]].join("\n"));
    expect([records.length, strange]).toEqual([1, 3]);
  });

  it.each([
    ["", /empty/],
    ["hello", /not a recording/],
    ['{"type":"header","format":"other","version":1}', /not a recording/],
  ])("is refused with a reason where it is %j", async (text, reason) => {
    expect((await pour(text)).problem).toMatch(reason);
  });
});

describe("what is believed", () => {
  it("is each record of the demonstration", () => {
    expect(demo(2).every(isFeedRecord)).toBe(true);
    expect(isHeader(JSON.parse(JSON.stringify(HEADER)))).toBe(true);
  });

  const [first] = demo(2);
  it.each([
    ["a foreign type", { type: "constructor" }],
    ["a chart that is not ours", { chart: "toString" }],
    ["a label that is no text", { label: { toString: 1 } }],
    ["a time that is no number", { at: "now" }],
    ["no life", { life: null }],
  ])("is not a record with %s", (_, change) => {
    expect(isFeedRecord(first)).toBe(true);
    expect(isFeedRecord({ ...first, ...change })).toBe(false);
  });
});

describe("the address", () => {
  const place = {
    view: "ladder",
    selected: "left/s1/c0/r5",
    filter: 'state:stalled "a b" age>5s #&=%',
    followed: "left/xstate/x:3",
    frame: 41,
    at: 1_234,
    span: 60_000,
    folded: ["left/s1", "<b>"],
    thresholds: { stalled: 500, request: 3_000, channel: 60_000 },
  };

  it("holds the whole place, and gives it back", () => {
    expect(placeOf(hashOf(place))).toEqual(place);
  });

  it("is short where nothing was changed", () => {
    expect(hashOf(HOME)).toBe("#");
    expect(placeOf("")).toEqual(HOME);
  });

  it("of a wrong form changes nothing", () => {
    expect(placeOf("#span=x&at=-1&message=1e9&stalled=")).toEqual(HOME);
  });
});

describe("texts", () => {
  it("show bytes eight a line", () => {
    expect(hexLines("48656c6c6f00ff")).toEqual([{ offset: "0000", hex: "48 65 6c 6c 6f 00 ff", text: "Hello··" }]);
    expect(hexLines("00".repeat(17)).map(({ offset }) => offset)).toEqual(["0000", "0008", "0010"]);
    expect(hexLines("zz")[0]?.text).toBe("");
  });

  it("are cut where they would fill the page", () => {
    expect(valueText("x".repeat(50), 10)).toBe(`${"x".repeat(10)}…`);
    expect(valueText({ a: [1, "b", null] })).toBe('{"a":[1,"b",null]}');
  });
});

describe("an answer beside the stream", () => {
  const act = { name: "cancel", label: "Cancel", effect: "", isGrave: false, reason: null };
  const offer = { type: "offer", life: "left/s1", acts: [act], reason: null };
  const done = { type: "done", life: "left/s1", act: "close", text: "" };

  it.each([{ type: "driven" }, offer, done, { ...done, type: "refused", life: null, act: null }])(
    "is believed: %j",
    (answer) => {
      expect(isAnswer(answer)).toBe(true);
    },
  );

  it.each([
    null,
    [],
    { type: "constructor" },
    { ...offer, acts: [{ ...act, reason: 7 }] },
    { ...offer, acts: "x" },
    { ...done, text: undefined },
  ])("is not believed: %j", (answer) => {
    expect(isAnswer(answer)).toBe(false);
  });
});
