import { defineService, t } from "../../runtime/index.ts";

/** What the server answers. In a project of your own, import from "roam-xstate". */
export const Room = defineService("Room", {
  /** Who is there already. Fails with the reason. */
  join: t.fallible([t.string], t.list(t.string), t.string),
  say: t.method([t.string], t.unit),
});

/** What each client answers, on the very same connection. */
export const Screen = defineService("Screen", {
  show: t.method([t.string, t.string], t.unit),
});
