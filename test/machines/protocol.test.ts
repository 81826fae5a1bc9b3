import { describe, expect, test } from "vitest";
import type { AnyEventObject } from "xstate";
import { alphabets } from "../../machines/alphabets.ts";
import type { Table } from "../../machines/table.ts";
import { type ChartName, tables } from "../../machines/tables.ts";
import { callCases } from "./call-cases.ts";
import type { Case } from "./protocol-case.ts";
import { sessionCases } from "./session-cases.ts";

/** Steps along the path; `undefined` for the last event means that it is a violation or a misuse. */
function walk({ chart, input = 0, path, event }: Case) {
  const table: Table = tables[chart];
  const inputs: readonly unknown[] = alphabets[chart].inputs;
  let at = table.initial(inputs[input]);
  for (const type of path) {
    const step = table.step(at, eventOf(chart, type));
    if (step === undefined) throw new Error(`${chart}: no row for ${type} in ${at.value}`);
    at = step;
  }
  const step = table.step(at, eventOf(chart, event));
  return step && { value: step.value, intents: step.intents.map(({ type }) => type), context: step.context };
}

/** An event by its type, the first of the alphabet; `type:n` is the n-th of that type. */
function eventOf(chart: ChartName, name: string): AnyEventObject {
  const [type, index = "0"] = name.split(":");
  const events: readonly AnyEventObject[] = alphabets[chart].events;
  const event = events.filter((other) => other.type === type)[Number(index)];
  if (event === undefined) throw new Error(`${chart}: no event ${name} in the alphabet`);
  return event;
}

describe("what the protocol asks for", () => {
  // Not `test.each`: its `$title` cuts long titles, and with them the rule.
  for (const wanted of [...sessionCases, ...callCases]) {
    test(`${wanted.chart}: ${wanted.title}`, () => {
      const step = walk(wanted);
      if (wanted.then === "violation") expect(step).toBeUndefined();
      else expect([step?.value, ...(step?.intents ?? [])].join(" ")).toBe(wanted.then);
      if (wanted.context) expect(step?.context).toMatchObject(wanted.context);
    });
  }
});

test("the fast path for items and calls is open in these states alone", () => {
  const open = Object.entries(tables).flatMap(([name, table]) =>
    [...table.chart.states].filter(([, { tags }]) => tags.has("data")).map(([state]) => `${name} ${state}`),
  );
  expect(open).toEqual([
    "connection open",
    "outgoingChannel flowing",
    "incomingChannel announced",
    "incomingChannel open",
  ]);
});
