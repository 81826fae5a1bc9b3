import { defineService, t } from "../../runtime/browser.ts";

/** A counter that everybody shares. In a project of your own, import from "roam-xstate". */
export const Counter = defineService("Counter", {
  add: t.method([t.i32], t.i32),
  /** Sends the count now, and whenever it changes. */
  watch: t.method([t.tx(t.i32)], t.unit),
});
