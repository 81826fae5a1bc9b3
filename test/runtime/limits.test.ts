import { describe, expect, it } from "vitest";
import { DEFAULT_LIMITS, policyOf } from "../../runtime/limits.ts";

describe("a policy", () => {
  it("is lenient and has the documented limits when nothing is said", () => {
    expect(policyOf({})).toEqual({ profile: "compat", limits: DEFAULT_LIMITS });
  });

  it("overrides single limits and leaves the rest", () => {
    const { limits, profile } = policyOf({ profile: "strict", limits: { channels: 7 } });
    expect(profile).toBe("strict");
    expect(limits).toEqual({ ...DEFAULT_LIMITS, channels: 7 });
  });

  it("takes 0, which forbids", () => {
    expect(policyOf({ limits: { channels: 0 } }).limits.channels).toBe(0);
  });

  it("refuses a limit below 0 or that is no number, by its name", () => {
    for (const wrong of [-1, Number.NaN, Number.NEGATIVE_INFINITY]) {
      expect(() => policyOf({ limits: { outboxBytes: wrong } })).toThrow(RangeError);
      expect(() => policyOf({ limits: { outboxBytes: wrong } })).toThrow(/outboxBytes/);
    }
  });

  it("cannot be changed for others", () => {
    expect(Object.isFrozen(DEFAULT_LIMITS)).toBe(true);
    policyOf({ limits: { channels: 7 } });
    expect(DEFAULT_LIMITS.channels).toBe(1_024);
  });
});
