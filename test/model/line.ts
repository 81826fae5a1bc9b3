import { Slots, type Waiter } from "../../runtime/driver/slots.ts";
import type { Cell, Memory } from "./memory.ts";

/** Who may wait for a slot in the model. */
export interface Waiting {
  readonly inLine: Cell;
  /** Its chart waits for a slot no more. */
  readonly withdrawn: boolean;
}

class Place implements Waiter {
  isInLine = false;
  readonly withdrawn: boolean;
  readonly of: Waiting | null;

  constructor(of: Waiting | null) {
    this.of = of;
    this.withdrawn = of?.withdrawn ?? false;
  }
}

/**
 * The runtime's own `Slots`, made anew for each use from what the state says of it: how many are taken and who
 * waits. Those who wait came in the order of their ids, since calls of one peer begin in that order.
 */
export class Line {
  readonly taken: Cell;
  readonly #limit: number;
  readonly #members: readonly Waiting[];

  constructor(memory: Memory, limit: number, members: readonly Waiting[]) {
    this.taken = memory.cell();
    this.#limit = limit;
    this.#members = members;
  }

  get waiting(): number {
    return this.#members.filter(({ inLine, withdrawn }) => inLine.isSet && !withdrawn).length;
  }

  /** Takes a slot for the first in line. */
  next(): Waiting | undefined {
    if (!this.#members.some(({ inLine }) => inLine.isSet)) return undefined;
    const slots = new Slots<Place>(this.#limit);
    for (let index = 0; index < this.taken.value; index++) {
      slots.enqueue(new Place(null));
      slots.next();
    }
    for (const member of this.#members) if (member.inLine.isSet) slots.enqueue(new Place(member));
    const next = slots.next()?.of ?? undefined;
    this.taken.value = slots.taken;
    if (next !== undefined) next.inLine.isSet = false;
    return next;
  }

  free(): void {
    this.taken.value--;
  }
}
