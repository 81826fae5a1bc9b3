import type { Handlers } from "../../../runtime/service/handlers.ts";
import type { Shapes } from "../fixture.ts";

/** Handlers for tests that are not about them. */
export const idle: Handlers<typeof Shapes.types> = {
  add: (a, b) => a + b,
  divide: (a) => ({ ok: true, value: a }),
  sum: async () => 0n,
  generate: () => {},
  wait: () => new Promise(() => {}),
  fail: () => {},
};
