import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { rowName } from "../../machines/chart.ts";
import { subjects } from "./subjects.ts";

const ORIGINS = ["local", "peer", "link", "timer", "parent"];

describe.each(subjects)("the chart $name", ({ table, alphabet, pairs }) => {
  const { chart } = table;

  test("describes itself, each state and each row", () => {
    expect(chart.description).not.toBe("");
    expect([...chart.states].filter(([, info]) => info.description === "").map(([state]) => state)).toEqual([]);
    expect(chart.rows.filter((row) => row.description === "").map(rowName)).toEqual([]);
  });

  test("lacks rows in final states only", () => {
    const withRows = new Set<string>(chart.rows.map((row) => row.state));
    for (const [state, { final }] of chart.states) expect([state, withRows.has(state)]).toEqual([state, !final]);
  });

  test("can reach every state, and an end from every place", () => {
    const reached = new Set(pairs.map(({ from }) => from.snapshot.value));
    expect([...chart.states.keys()].filter((state) => !reached.has(state))).toEqual([]);

    const key = (snapshot: { value: unknown; context: unknown }) => JSON.stringify([snapshot.value, snapshot.context]);
    const ends = new Set(pairs.filter(({ next }) => next.status === "done").map(({ next }) => key(next)));
    for (let before = -1; before !== ends.size; ) {
      before = ends.size;
      for (const { from, next } of pairs) if (ends.has(key(next))) ends.add(key(from.snapshot));
    }
    expect(pairs.filter(({ from }) => !ends.has(key(from.snapshot))).map(({ from }) => key(from.snapshot))).toEqual([]);
  });

  test("has no row behind one without a guard", () => {
    const open = new Set<string>();
    for (const row of chart.rows) {
      const place = `${row.state} ${row.event}`;
      expect(open).not.toContain(place);
      if (row.guard === null) open.add(place);
    }
    expect(new Set(chart.rows.map(rowName)).size).toBe(chart.rows.length);
  });

  test("names its events by their origin, all of them in the alphabet", () => {
    const inAlphabet = new Set(alphabet.events.map(({ type }) => type));
    for (const event of [...inAlphabet, ...chart.rows.map((row) => row.event)]) {
      expect(ORIGINS).toContain(event.split(".")[0]);
      expect(inAlphabet).toContain(event);
    }
  });

  test("ends with its parent, wherever it is", () => {
    if (!alphabet.events.some(({ type }) => type === "parent.ended")) return;
    const missing = [...chart.states].filter(
      ([state, { final }]) => !final && !chart.rows.some((row) => row.state === state && row.event === "parent.ended"),
    );
    expect(missing.map(([state]) => state)).toEqual([]);
  });
});

test("files in machines/ import xstate and each other, nothing else", () => {
  const folder = new URL("../../machines/", import.meta.url);
  for (const file of readdirSync(folder)) {
    const source = readFileSync(new URL(file, folder), "utf8");
    const imports = [...source.matchAll(/\b(?:from|import)\s*\(?\s*"([^"]+)"/g)].map((found) => found[1] ?? "");
    const foreign = imports.filter((from) => from !== "xstate" && !/^\.\/[a-z-]+\.ts$/.test(from));
    expect({ file, foreign }).toEqual({ file, foreign: [] });
    expect(source).not.toMatch(/\b(Date|performance|setTimeout|setInterval|queueMicrotask|Promise)\b[.(]/);
  }
});
