import { MisuseError, type RoamError } from "../errors.ts";
import type { IncomingChannel } from "./incoming-channel.ts";
import type { OutgoingChannel } from "./outgoing-channel.ts";

/** Where a handle keeps its pair. */
export const PAIR: unique symbol = Symbol("roam.pair");

/**
 * The core that the two handles of one channel share (`rpc.channel.pair`). Giving one handle to a call binds
 * the other (`rpc.channel.pair.binding-propagation`).
 */
export class Pair<T> {
  sender: OutgoingChannel<T> | null = null;
  receiver: IncomingChannel<T> | null = null;
  /** The end that was kept was given up before the other was given to a call. */
  isGivenUp = false;
  /** Why the call that the other end was given to did not begin. */
  failure: RoamError | null = null;

  get isBound(): boolean {
    return this.sender !== null || this.receiver !== null;
  }

  /** What whoever uses an end is told that no call has bound. */
  notBound(what: string): RoamError {
    const text = `${what} that is not bound: give its other end to a call first, and keep this one`;
    return this.failure ?? new MisuseError(text);
  }
}
