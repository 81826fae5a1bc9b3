import { defineService, t } from "../../runtime/index.ts";
import { Calculator } from "../calculator/service.ts";

/** The calculator, with methods whose lives are worth watching. Clients of the plain calculator can call it too. */
export const Showcase = defineService("Calculator", {
  ...Calculator.types,
  /** Takes its time: milliseconds in, milliseconds out. */
  ponder: t.method([t.u32], t.u32),
  /** Doubles what comes in. */
  transform: t.method([t.rx(t.i32), t.tx(t.i32)], t.unit),
  /** Looks away for some milliseconds before it adds up. */
  sumLater: t.method([t.u32, t.rx(t.i32)], t.i64),
});
