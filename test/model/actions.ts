import { connectionActions } from "./connection-actions.ts";
import { event, linkFailed } from "./events.ts";
import type { Peer } from "./peer.ts";
import { quirksOf } from "./quirks.ts";
import { sessionActions } from "./session-actions.ts";
import type { World } from "./world.ts";

/** Something that may happen next. */
export interface Action {
  readonly label: string;
  /** Both, when nobody does it. */
  readonly by: Peer | null;
  /**
   * When faults stop and users only settle what they began, the enabled action with the lowest figure happens next.
   * `null`: never then.
   */
  readonly settles: number | null;
  isEnabled(): boolean;
  run(): void;
}

/** Everything that can happen in a world, in a fixed order: an action is known by its index. */
export function actionsOf(world: World): Action[] {
  return [
    ...world.peers.flatMap((peer) => linkActions(world, peer)),
    ...(world.plan.choices.has("cut") ? [cut(world)] : []),
    ...world.peers.flatMap(sessionActions),
    ...world.peers.flatMap((peer) => peer.connections.flatMap((connection) => connectionActions(peer, connection))),
    ...world.peers.flatMap(quirksOf),
  ];
}

function linkActions(world: World, peer: Peer): Action[] {
  const deliver: Action = {
    label: "",
    by: peer,
    settles: 0,
    isEnabled: () => peer.session.isAlive && peer.in.hasMessage,
    run: () => world.deliver(peer),
  };
  const end: Action = {
    label: "the link is over",
    by: peer,
    settles: 1,
    isEnabled: () => peer.session.isAlive && peer.in.hasEnd,
    run: () => peer.session.deliver(event("link.ended")),
  };
  const failure: Action = {
    ...{ label: "the link failed", by: peer, settles: null },
    isEnabled: () => peer.session.isAlive && peer.in.isCut,
    run: () => peer.session.deliver(linkFailed),
  };
  return [deliver, end, failure];
}

function cut(world: World): Action {
  const [a, b] = world.peers;
  return {
    label: "the link is cut",
    by: null,
    settles: null,
    isEnabled: () => a.session.isAlive && b.session.isAlive && !a.in.isCut && !a.in.isClosed && !b.in.isClosed,
    run: () => {
      a.in.cut();
      b.in.cut();
    },
  };
}
