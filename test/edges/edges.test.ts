import { describe, expect, it } from "vitest";
import { Coverage } from "./coverage.ts";
import { drive } from "./drive.ts";
import { reportOn } from "./report.ts";
import { stagings } from "./stagings.ts";

const coverage = new Coverage();

describe("the runtime, driven by the model", () => {
  for (const staging of stagings) {
    it(`is at every step where the table of ${staging.chart} says`, async () => {
      const { paths, deviations } = await drive(staging, coverage);
      expect(paths).toBeGreaterThan(0);
      expect(deviations.slice(0, 5)).toEqual([]);
    }, 300_000);
  }

  it("takes every row, and meets every illegal event, that is not listed as unreachable", () => {
    const { missing, line } = reportOn(coverage);
    expect(missing).toEqual([]);
    process.stdout.write(`${line}\n`);
  });

  it("never meets what is listed as unreachable, and lists only what the charts know", () => {
    const { surprising, unknown } = reportOn(coverage);
    expect({ surprising, unknown }).toEqual({ surprising: [], unknown: [] });
  });

  it("reaches all but a few by frames and methods alone", () => {
    expect(reportOn(coverage).forced.filter((name) => !name.includes(" local."))).toEqual([]);
  });
});
