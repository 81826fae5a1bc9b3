import type { Action } from "./actions.ts";
import type { Peer } from "./peer.ts";
import type { Choice } from "./plan.ts";

type Deed = Pick<Action, "label" | "isEnabled" | "run">;

/** Gathers actions of one peer; none of them is enabled once its session is over. */
export class Acts {
  readonly list: Action[] = [];
  readonly #peer: Peer;

  constructor(peer: Peer) {
    this.#peer = peer;
  }

  /** `settles` as in {@link Action}. */
  add(settles: number | null, { label, isEnabled, run }: Deed): void {
    const peer = this.#peer;
    this.list.push({ label, by: peer, settles, isEnabled: () => peer.session.isAlive && isEnabled(), run });
  }

  /** Only in plans with that choice, and never done just to settle. */
  may(choice: Choice, deed: Deed): void {
    if (this.#peer.mayDo(choice)) this.add(null, deed);
  }
}
