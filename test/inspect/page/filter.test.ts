import { describe, expect, it } from "vitest";
import { parseFilter } from "../../../inspect/page/filter/language.ts";
import { matchesFrame, matchesLife } from "../../../inspect/page/filter/match.ts";
import { Life } from "../../../inspect/page/model/life.ts";
import type { FrameRecord } from "../../../inspect/records.ts";

function life(fields: Partial<ConstructorParameters<typeof Life>[0]> = {}): Life {
  return new Life({
    life: "left/s1/c1/tx7",
    parent: "left/s1/c1",
    chart: "outgoingChannel",
    label: "Tx 7",
    connection: 1,
    id: 7,
    peer: "left",
    at: 1_000,
    state: "stalled",
    initialCredit: 16,
    late: false,
    input: null,
    ...fields,
  });
}

const meets = (filter: string, one = life(), now = 7_000) => {
  const { terms, mistakes } = parseFilter(filter);
  expect(mistakes).toEqual([]);
  return matchesLife({ terms, mistakes }, one, now);
};

describe("the filter language", () => {
  it.each([
    ["state:stalled", true],
    ["state:stal", true],
    ["state:flowing", false],
    ["state:flowing,stalled", true],
    ["state:flowing,", false],
    ["-state:stalled", false],
    ["kind:channel conn:1 id:7", true],
    ["kind:channel conn:10", false],
    ["age>5s", true],
    ["age>5.5s age<6500ms", true],
    ["age<5s", false],
    ["age>1m", false],
    ["credit:16", true],
    ["credit<16", false],
    ["waiting:0 queue:0", true],
    ["peer:left dir:out", true],
    ["dir:in", false],
    ["is:alive -is:ended", true],
    ["is:unexpected", false],
    ["tx 7", true],
    ['"tx 7"', true],
    ["right", false],
    ["-right", true],
    ["STATE:Stalled", true],
    ["", true],
    ["   ", true],
  ])("finds by %s: %s", (filter, found) => {
    expect(meets(filter)).toBe(found);
  });

  it("finds a channel by the method of its call", () => {
    const call = life({ life: "left/s1/c1/r7", chart: "outgoingRequest", label: "Orders.sum #7" });
    const channel = life({ parent: call.name });
    expect(meets("method:sum", channel)).toBe(false);
    channel.parent = call;
    expect(meets("method:sum", channel)).toBe(true);
    expect(meets("method:sum", call)).toBe(true);
  });

  it("meets no condition with a figure that is unknown, nor its opposite by mistake", () => {
    const unknown = life({ initialCredit: null });
    expect(meets("credit<5", unknown)).toBe(false);
    expect(meets("credit>5", unknown)).toBe(false);
    expect(meets("-credit>5", unknown)).toBe(true);
  });

  it("finds messages by kind, direction, connection and field", () => {
    const frame: FrameRecord = {
      type: "frame",
      seq: 1,
      at: 0,
      wall: 0,
      peer: "left",
      direction: "out",
      life: null,
      kind: "Request",
      size: 9,
      fields: { connection: 2, method: "8123", toString: "hostile" },
      bytes: null,
    };
    const finds = (filter: string) => matchesFrame(parseFilter(filter), frame, undefined, 0);
    expect(["msg:req", "dir:out", "conn:2", "8123", "-msg:ping", "peer:left"].map(finds)).toEqual(Array(6).fill(true));
    const others = ["msg:response", "dir:in", "conn:1", "hostil", "-hostile", "state:open", "age>1s"];
    expect(others.map(finds)).toEqual([false, false, false, true, false, false, false]);
  });
});

describe("a filter with a mistake", () => {
  it.each([
    ["colour:red", /there is no "colour:"/],
    ["age>soon", /no time/],
    ["conn:one", /no number/],
    ["kind:thing", /one of session, connection/],
    ["state>open", /by a colon/],
    ["state:", /lacks its value/],
    ["conn:", /lacks its value/],
    ["state:,", /lacks its value/],
    ['"open', /quotation mark/],
    ["-", /minus/],
    ["age>1s,2s", /one number/],
    ["constructor:x", /there is no "constructor:"/],
  ])("says what is wrong with %s", (filter, text) => {
    const { mistakes } = parseFilter(filter);
    expect(mistakes.map((mistake) => mistake.text).join()).toMatch(text);
  });

  it("says where it is, and obeys the rest", () => {
    const source = "state:stalled  colour:red conn:1";
    const { terms, mistakes } = parseFilter(source);
    expect(terms).toHaveLength(2);
    expect(mistakes.map(({ start, end }) => source.slice(start, end))).toEqual(["colour:red"]);
  });

  it("comes to an end, whatever is written", () => {
    for (const source of ['""""', ":::>>><<<", "-- - -", "a:b:c>d<e", "\u0000 \n\t x", '-"', "😀:😀"]) {
      expect(() => parseFilter(source)).not.toThrow();
    }
  });
});
