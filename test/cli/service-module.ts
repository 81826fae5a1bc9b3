import { defineService, t } from "../../runtime/index.ts";

/** What a user's module looks like to `ids`. */
export const Testbed = defineService("Testbed", {
  echo: t.method([t.string], t.string),
  divide: t.fallible([t.i64, t.i64], t.i64, t.string),
});

export const alias = Testbed;
export const other = { name: "no service", methods: ["echo"] };
export const nothing = null;
