import type { Handlers } from "../../runtime/index.ts";
import type { BoxOffice } from "./service.ts";

/** What the box office needs from outside: taking money takes time. */
export interface Till {
  charge(seat: number): Promise<void>;
}

/** The seats that are sold, in the order in which they were. */
export type Sold = number[];

/** The handlers of a box office. `isCareful`: without the bug. */
export function boxOffice(
  till: Till,
  sold: Sold,
  { isCareful }: { isCareful: boolean },
): Handlers<typeof BoxOffice.types> {
  const taken = new Set<number>();
  return {
    async buy(seat) {
      if (taken.has(seat)) return false;
      if (isCareful) taken.add(seat);
      // While the money is on its way, somebody else may ask for the same seat.
      await till.charge(seat);
      taken.add(seat);
      sold.push(seat);
      return true;
    },

    async watch(out, { signal }) {
      for (let next = 0; !signal.aborted; ) {
        const seat = sold[next];
        if (seat === undefined) break;
        await out.send(seat);
        next++;
      }
      await out.close();
    },
  };
}
