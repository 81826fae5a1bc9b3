import { describe, expect, test } from "vitest";
import { type Chart, rowName } from "../../machines/chart.ts";
import { faultsOf, rowRules } from "../../machines/row-rules.ts";
import { rules } from "../../machines/rules.ts";
import { type ChartName, tables } from "../../machines/tables.ts";

const charts: readonly (readonly [ChartName, Chart])[] = [
  ["session", tables.session.chart],
  ["keepalive", tables.keepalive.chart],
  ["connection", tables.connection.chart],
  ["outgoingRequest", tables.outgoingRequest.chart],
  ["incomingRequest", tables.incomingRequest.chart],
  ["outgoingChannel", tables.outgoingChannel.chart],
  ["incomingChannel", tables.incomingChannel.chart],
];

test("there are 68, 52 and 18 rules, each named once", () => {
  const chapters = [...rules.values()].map((rule) => rule.chapter);
  const count = (chapter: string) => chapters.filter((other) => other === chapter).length;
  expect([count("rpc"), count("connectivity"), count("stable"), rules.size]).toEqual([68, 52, 18, 138]);
});

test("rules stand in the order of the specification", () => {
  const ids = [...rules.keys()];
  const places = ["rpc", "rpc.channel.pair.rx-take", "link", "connection.close.semantics", "stable"];
  expect(places.map((id) => ids.indexOf(id))).toEqual([0, 67, 68, 119, 120]);
  expect(ids.at(-1)).toBe("stable.reconnect.failure");
});

describe.each(charts)("the rows of %s", (name, chart) => {
  const entries = rowRules[name];
  const first = chart.rows.map(rowName)[0] ?? "";

  test("have each their rules, all of which exist", () => {
    expect(faultsOf(chart, entries)).toEqual([]);
  });

  test("would be missed without an entry", () => {
    const { [first]: _, ...rest } = entries;
    expect(faultsOf(chart, rest)).toEqual([`${name}: no rules for row ${first}`]);
  });

  test("would be missed behind an entry", () => {
    const faults = faultsOf(chart, { ...entries, "gone peer.close": [] });
    expect(faults).toEqual([`${name}: rules for a row that is not there: gone peer.close`]);
  });

  test("would not take an unknown rule", () => {
    const faults = faultsOf(chart, { ...entries, [first]: ["rpc.nonsense"] });
    expect(faults).toEqual([`${name}: ${first}: unknown rule rpc.nonsense`]);
  });
});
