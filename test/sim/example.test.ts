import { describe, expect, it } from "vitest";
import { customers } from "../../examples/simulator/simulation.ts";
import { explore, SimulationFailure, simulate } from "./index.ts";

describe("the example of the simulator", () => {
  it("finds the seat that is sold twice, and its seed finds it again", async () => {
    const hasty = customers({ isCareful: false });
    const failure = await explore({ seeds: 200 }, hasty).catch((error: unknown) => error);
    if (!(failure instanceof SimulationFailure)) throw new Error("the bug was not found");
    expect(failure.reason).toBe('always "no seat is sold twice": it does not hold');
    const again = await simulate({ seed: failure.seed }, hasty).catch((error: unknown) => error);
    if (!(again instanceof SimulationFailure)) throw new Error("the seed did not bring it back");
    expect(again.trace).toEqual(failure.trace);
  });

  it("finds nothing once the box office is careful, and comes to all that it claims to test", async () => {
    const { reached } = await explore({ seeds: 200 }, customers({ isCareful: true }));
    expect([...reached.keys()].sort()).toEqual([
      "a line is cut",
      "a seat is refused",
      "somebody sees all that is sold",
      "the hall is sold out",
    ]);
  });
});
