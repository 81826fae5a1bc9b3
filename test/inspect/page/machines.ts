import { createMachine } from "xstate";
import { machineShapeOf } from "../../../inspect/feed/machine-shape.ts";
import type { MachineShape } from "../../../inspect/records.ts";

/** States in states, two regions, ways out of and into them, back, up, and without an event. */
export const checkout = createMachine({
  id: "checkout",
  initial: "browsing",
  on: { LOGOUT: ".gone" },
  states: {
    browsing: {
      on: { ADD: { actions: "add" }, CHECKOUT: { target: "paying", guard: "hasItems" }, CARD: "paying.card" },
    },
    paying: {
      initial: "address",
      on: { CANCEL: "browsing" },
      states: {
        address: { on: { NEXT: "card" } },
        card: {
          initial: "typing",
          on: { BACK: "address" },
          states: {
            typing: { on: { SUBMIT: "checking" } },
            checking: { after: { 30000: "typing" }, on: { OK: "#checkout.routed", AGAIN: "#checkout.browsing" } },
          },
        },
      },
    },
    routed: { always: "shipping" },
    shipping: {
      type: "parallel",
      onDone: "done",
      states: {
        parcel: { initial: "packed", states: { packed: { on: { PICKUP: "moving" } }, moving: {} } },
        mail: { initial: "unsent", states: { unsent: { on: { SEND: "sent" } }, sent: { type: "final" } } },
      },
    },
    done: { type: "final" },
    gone: { type: "final" },
  },
}).provide({ guards: { hasItems: () => true }, actions: { add: () => {} } });

export function shapeOf(machine: unknown): MachineShape {
  const shape = machineShapeOf(machine);
  if (shape === undefined) throw new Error("that is no machine");
  return shape;
}
