import { defineService, t } from "../../runtime/index.ts";

/** Sells the seats of one hall. In a project of your own, import from "roam-xstate". */
export const BoxOffice = defineService("BoxOffice", {
  /** True: the seat is yours. */
  buy: t.method([t.u32], t.bool),
  /** Seats that are sold, one after the other, as long as the caller listens. */
  watch: t.method([t.tx(t.u32, { credit: 2 })], t.unit),
});
