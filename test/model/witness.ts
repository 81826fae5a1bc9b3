import type { Actor } from "./actor.ts";
import type { Happening, Move, Spot } from "./charts.ts";
import type { Message } from "./messages.ts";
import type { Peer } from "./peer.ts";

/** Sees everything that happens in a world, as it happens. */
export interface Witness {
  began?(actor: Actor): void;
  /** `null`: the chart has no row for the event. */
  stepped?(actor: Actor, event: Happening, from: Spot, move: Move | null): void;
  sent(peer: Peer, message: Message): void;
  received(peer: Peer, message: Message): void;
}
