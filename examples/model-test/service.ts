import { defineService, t } from "../../runtime/index.ts";

/** A shop that lends things out. In a project of your own, import from "roam-xstate". */
export const Shelf = defineService("Shelf", {
  /** Puts some of a thing on the shelf; gives how many there are now. */
  put: t.method([t.string, t.u8], t.u32),
  /** Takes some away, all or none. */
  take: t.fallible([t.string, t.u8], t.u32, t.enum({ Short: t.u32 })),
  /** Puts one of each thing that comes; gives how many came. */
  stock: t.method([t.rx(t.string)], t.u32),
  /** Sends the names of what there is, in order. */
  list: t.method([t.tx(t.string)], t.unit),
});
