import { describe, expect, test } from "vitest";
import { firstDifference } from "./compare.ts";
import { mutantsOf } from "./mutants.ts";
import { subjects } from "./subjects.ts";

/** Mutants that do the same as the chart, with the reason. */
const equivalent: ReadonlyMap<string, string> = new Map([
  ["noteEnding after sendProtocolError", "the description comes from the event, not from the context"],
]);
const isEquivalent = (mutant: string) => equivalent.has(mutant.slice(mutant.lastIndexOf(": ") + 2));

describe.each(subjects)("a fault in any row of $name", ({ name, table, pairs }) => {
  test("is found by the proof", () => {
    const mutants = mutantsOf(table.chart);
    const alive = mutants.filter((mutant) => firstDifference(mutant.table, pairs) === undefined);
    console.log(`${name}: ${mutants.length - alive.length} of ${mutants.length} mutants killed`);
    const names = alive.map((mutant) => mutant.name);
    expect(names.filter((mutant) => !isEquivalent(mutant))).toEqual([]);
    // A mutant on the list that the proof can tell apart is no longer equivalent.
    expect(mutants.map((mutant) => mutant.name).filter(isEquivalent)).toEqual(names);
  });
});
