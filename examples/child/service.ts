import { defineService, t } from "../../runtime/index.ts";

/** What the child process answers. In a project of your own, import from "roam-xstate". */
export const Words = defineService("Words", {
  count: t.method([t.rx(t.string)], t.map(t.string, t.u32)),
  pid: t.method([], t.u32),
});
