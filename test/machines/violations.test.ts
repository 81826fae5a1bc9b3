import { describe, expect, test } from "vitest";
import { rules } from "../../machines/rules.ts";
import { violationOf } from "../../machines/violations.ts";
import { subjects } from "./subjects.ts";

/** Never delivered where they have no row: the router says `peer.early` there, and takes Calls past an open chart. */
const elsewhere = new Set([
  "peer.stray.closedHere",
  "peer.call",
  "peer.response.late",
  "peer.cancel.ended",
  "peer.item.ended",
  "peer.close.ended",
  "peer.reset.ended",
  "peer.grant.ended",
]);

describe.each(subjects)("peer events without a row in $name", ({ name, pairs }) => {
  const unexpected = pairs
    .filter(
      ({ row, from, event }) => row === undefined && from.snapshot.status === "active" && /^peer\./.test(event.type),
    )
    .map(({ event }) => event.type);

  test("name the rule that they break", () => {
    const unnamed = [...new Set(unexpected)].filter(
      (event) => violationOf(name, event).detail === `unexpected ${event}`,
    );
    expect(unnamed.filter((event) => !elsewhere.has(event))).toEqual([]);
  });

  test("name rules that exist", () => {
    expect(unexpected.map((event) => violationOf(name, event).rule).filter((rule) => !rules.has(rule))).toEqual([]);
  });
});
