import { describe, expect, it, test } from "vitest";
import { tables } from "../../machines/index.ts";
import { conformance, runConformance, scriptsFor } from "./conformance.ts";
import { ours } from "./fixtures/ours.ts";

describe.each(["acceptor", "initiator"] as const)("our own runtime as %s, strict,", (role) => {
  test.each(conformance(ours(role, "strict")))("passes: $name", async ({ check }) => {
    expect((await check()).verdict).toBe("Pass");
  });
});

describe("our own runtime in its default profile", () => {
  it("fails nothing of the strict cases, and is found tolerant where it says so", async () => {
    const { counts, cases } = await runConformance(ours("acceptor", "compat"));
    const tolerated = cases.filter(({ verdict }) => verdict === "Non-strict").map(({ name }) => name);
    expect(counts).toMatchObject({ Fail: 0, Missing: 0, Info: 0 });
    expect(tolerated).toContain("root connection open: peer.call.wrongParity");
    expect(tolerated).toContain("incoming channel draining: peer.item");
    expect(tolerated).toContain("conversation: one Request more than announced");
  });

  it("passes every case when tolerance is what is asked for", async () => {
    const { counts } = await runConformance(ours("acceptor", "compat"), { profile: "compat" });
    expect(counts).toMatchObject({ Fail: 0, Missing: 0, "Non-strict": 0 });
  });
});

describe("the cases", () => {
  it("have names of their own, that say chart, state and event", () => {
    for (const role of ["acceptor", "initiator"] as const) {
      const names = scriptsFor(role).scripts.map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
    }
  });

  it("each speak of a rule", () => {
    for (const { name, rules } of scriptsFor("acceptor").scripts) expect([name, rules.length]).not.toEqual([name, 0]);
  });

  it("leave out no state, and no event of one, without a reason", () => {
    const { scripts, notTried } = scriptsFor("acceptor");
    for (const { why } of notTried) expect(why).not.toBe("");
    for (const [chart, table] of Object.entries(tables)) {
      const states = [...table.chart.states].flatMap(([state, { final }]) => (final ? [] : [state]));
      const tried = scripts.flatMap(({ origin }) => (origin?.chart === chart ? [origin.state] : []));
      const given = notTried.flatMap((it) => (it.chart === chart && it.event === "every event" ? [it.state] : []));
      expect([chart, [...new Set([...tried, ...given])].sort()]).toEqual([chart, states.sort()]);
    }
  });
});
