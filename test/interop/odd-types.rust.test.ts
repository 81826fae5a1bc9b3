import { describe, expect, it } from "vitest";
import { channel, t } from "../../runtime/index.ts";
import { expectQuiet, meet, SETTINGS } from "./meeting.ts";
import type { Form } from "./odds.ts";
import { items } from "./random-calls.ts";

const serveOdds = { rust: ["--serve", "odds"] };

describe.each(SETTINGS)("$name: types that Testbed leaves out", (setting) => {
  it("there and back", async () => {
    const meeting = await meet(setting, serveOdds);
    const { odds } = meeting;
    const [u128, i128] = [2n ** 128n - 1n, -(2n ** 127n)];
    expect(await odds.wide(u128, i128)).toEqual([u128, i128]);
    expect(await odds.letter("🦀")).toBe("🦀");
    const scalars = { flag: true, a: 255, b: 65_535, c: 4_294_967_295, d: 2n ** 64n - 1n, k: 7n };
    const signed = { e: -128, f: -32_768, g: -2_147_483_648, h: -(2n ** 63n), l: -7n };
    const floats = { i: 0.5, j: Number.NEGATIVE_INFINITY };
    expect(await odds.scalars({ ...scalars, ...signed, ...floats })).toEqual({ ...scalars, ...signed, ...floats });
    const table = new Map([
      ["one", 1],
      ["two", 2],
    ]);
    expect(await odds.table(table)).toEqual(new Map([...table].map(([word, number]) => [number, word])));
    expect(await odds.unique(new Set(["b", "a"]))).toEqual(new Set(["a", "b"]));
    expect(await odds.fixed([1, 2, 3])).toEqual([3, 2, 1]);
    expect(await odds.nothing(undefined)).toBeUndefined();
    expect(await odds.pair([-1, "one"])).toEqual([-1, "one"]);
    expect(await odds.metres(1.5)).toBe(1.5);
    const tree = { value: 1, children: [{ value: 2, children: [] }] };
    expect(await odds.grow(tree)).toEqual({ value: 2, children: [tree] });
    expect(await odds.chain(3)).toEqual({ next: { next: { next: { next: null } } } });
    const forms: Form[] = [
      { tag: "Plain" },
      { tag: "Several", 0: 1, 1: "x" },
      { tag: "Named", left: -1n, right: Uint8Array.of(0, 255) },
      { tag: "Recursive", value: { tag: "Single", value: 3 } },
    ];
    for (const form of forms) expect(await odds.form(form)).toEqual(form);
    expect(await odds.refuse("")).toEqual({ ok: false, error: { tag: "Empty" } });
    expect(await odds.refuse("123456789")).toEqual({ ok: false, error: { tag: "TooLong", length: 9, limit: 8 } });
    expect(await odds.refuse("four")).toEqual({ ok: true, value: [4, "four"] });
    expect(await odds.get_http2_url(true)).toBe("http://[::1]/");
    expect(await odds.borrowed("first second")).toBe("first");
    expectQuiet(meeting);
  });

  it("[rpc.channel.discovery] a channel inside an option", async () => {
    const meeting = await meet(setting, serveOdds);
    const [tx, rx] = channel(t.u32);
    const [some, got] = await Promise.all([meeting.odds.maybe(tx), items(rx)]);
    expect([some, got]).toEqual([true, [0, 1, 2]]);
    expect(await meeting.odds.maybe(null)).toBe(false);
    expectQuiet(meeting);
  });

  it("[rpc.channel.discovery] channels inside a tuple", async () => {
    const meeting = await meet(setting, serveOdds);
    const [send, input] = channel(t.u32);
    const [output, receive] = channel(t.u32);
    const call = meeting.odds.both([input, output]);
    const doubled = items(receive);
    for (let i = 0; i < 100; i++) await send.send(i);
    await send.close();
    expect(await call).toBe(100);
    expect(await doubled).toEqual(Array.from({ length: 100 }, (_, i) => 2 * i));
    expectQuiet(meeting);
  });

  it("[rpc.channel.discovery] channels inside a struct", async () => {
    const meeting = await meet(setting, serveOdds);
    const [first, firstRx] = channel(t.u32);
    const [second, secondRx] = channel(t.u32);
    const call = meeting.odds.feeds({ name: "both", first, second });
    expect(await Promise.all([call, items(firstRx), items(secondRx)])).toEqual(["both", [0, 1], [0, 1, 2]]);
    const [only, onlyRx] = channel(t.u32);
    const single = meeting.odds.feeds({ name: "one", first: only, second: null });
    expect(await Promise.all([single, items(onlyRx)])).toEqual(["one", [0, 1]]);
    expectQuiet(meeting);
  });

  it("[rpc.channel.discovery] channels inside the active variant of an enum", async () => {
    const meeting = await meet(setting, serveOdds);
    expect(await meeting.odds.choice({ tag: "Neither" })).toBe(0);
    const [one, oneRx] = channel(t.u32);
    const call = meeting.odds.choice({ tag: "One", value: one });
    expect(await Promise.all([call, items(oneRx)])).toEqual([1, [0]]);
    const [left, leftRx] = channel(t.u32);
    const [right, rightRx] = channel(t.u32);
    const both = meeting.odds.choice({ tag: "Both", left, right });
    expect(await Promise.all([both, items(leftRx), items(rightRx)])).toEqual([2, [0, 1], [0, 1, 2]]);
    expectQuiet(meeting);
  });
});
