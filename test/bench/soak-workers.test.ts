import { describe, expect, it } from "vitest";
import { Workers } from "../../bench/soak/workers.ts";
import { handlers, Mixed } from "../../bench/soak/works.ts";
import { connect, memoryPair, serve, sessionOf } from "../../runtime/index.ts";
import { Random } from "../sim/random.ts";

/** Always the first; who draws without end and lets nobody else run is stopped. */
class First extends Random {
  draws = 0;

  override pick<T>(list: readonly T[]): T {
    if (++this.draws > 100_000) throw new Error("the worker spins");
    const [first] = list;
    if (first === undefined) throw new RangeError("nothing to pick from");
    return first;
  }
}

describe("a worker of the soak", () => {
  it("lets others run although every call of it fails at once", async () => {
    const [near, far] = memoryPair();
    await serve(far, Mixed, handlers);
    const client = await connect(near, Mixed);
    await sessionOf(client).close();
    const random = new First(1);
    const workers = new Workers([{ url: "", client, random, begun: () => {} }]);
    await new Promise((resolve) => setImmediate(resolve));
    await workers.hold();
    expect(workers.done.get("call")).toBe(random.draws);
  });
});
