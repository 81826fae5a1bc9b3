import { defineService, t } from "../../runtime/index.ts";

/** Work that would block the thread it runs in. In a project of your own, import from "roam-xstate". */
export const Primes = defineService("Primes", {
  count: t.method([t.u32], t.u32),
  /** Sends them as they are found. */
  find: t.method([t.u32, t.tx(t.u32)], t.unit),
});
