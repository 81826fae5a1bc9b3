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

  get isBound(): boolean {
    return this.sender !== null || this.receiver !== null;
  }
}
