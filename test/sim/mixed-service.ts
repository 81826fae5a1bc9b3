import { defineService, type Handlers, t } from "../../runtime/public.ts";
import type { World } from "./world.ts";

/** One method of each shape, with little credit, so that everybody waits for everybody. */
export const Mixed = defineService("Mixed", {
  add: t.method([t.i32, t.i32], t.i32),
  fail: t.method([], t.unit),
  /** Ends when it is cancelled. */
  wait: t.method([], t.unit),
  /** Ends when it wants to, whatever it is told. */
  stubborn: t.method([t.u32], t.unit),
  sum: t.method([t.rx(t.i32, { credit: 2 })], t.i32),
  generate: t.method([t.u32, t.tx(t.i32, { credit: 1 })], t.unit),
  double: t.method([t.rx(t.i32, { credit: 1 }), t.tx(t.i32, { credit: 2 })], t.unit),
});

/** What either side answers. */
export function handlersOf(world: World): Handlers<typeof Mixed.types> {
  return {
    async add(a, b) {
      if (world.random.chance(0.5)) await world.sleep(world.random.below(20));
      return a + b;
    },
    fail() {
      throw new Error("as told");
    },
    wait: ({ signal }) => new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true })),
    stubborn: (ms) => world.sleep(ms),
    async sum(numbers) {
      let total = 0;
      for await (const n of numbers) total += n;
      return total;
    },
    async generate(count, out) {
      for (let n = 0; n < count; n++) await out.send(n);
      await out.close();
    },
    async double(numbers, out) {
      for await (const n of numbers) {
        if (world.random.chance(0.2)) await world.sleep(world.random.below(10));
        await out.send(n * 2);
      }
      await out.close();
    },
  };
}
