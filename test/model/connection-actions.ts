import type { Action } from "./actions.ts";
import { calleeActions, callerActions } from "./call-actions.ts";
import type { Connection } from "./connection.ts";
import { event } from "./events.ts";
import type { Peer } from "./peer.ts";

/** What a peer's user and timers may do to a connection and what lives on it. */
export function connectionActions(peer: Peer, connection: Connection): Action[] {
  const act = (label: string, settles: number | null, isEnabled: () => boolean, run: () => void): Action => {
    return { label, by: peer, settles, isEnabled: () => peer.session.isAlive && isEnabled(), run };
  };
  const actions: Action[] = [];
  const isDeciding = () => connection.state === "deciding" && connection.isAsked.isSet;
  const release = () => {
    connection.isHeldByUser.isSet = false;
    connection.release();
  };
  if (connection.index > 0) {
    if (peer.world.plan.virtual?.[connection.index - 1] === peer.index) {
      const before = peer.connections[connection.index - 1];
      const mayOpen = () =>
        !connection.hasBegun && before?.hasBegun === true && peer.session.isUp && peer.session.state !== "draining";
      actions.push(act("opens", null, mayOpen, () => connection.open()));
    }
    actions.push(act("accepts", 3, isDeciding, () => connection.accept()));
    if (peer.mayDo("reject"))
      actions.push(act("rejects", null, isDeciding, () => connection.deliver(event("local.reject"))));
    if (peer.mayDo("closeConnection")) {
      const mayClose = () => connection.isAlive && connection.state !== "deciding";
      actions.push(act("closes the connection", null, mayClose, () => connection.deliver(event("local.close"))));
    }
  }
  if (peer.mayDo("release")) {
    const mayRelease = () => connection.isUp && connection.isHeldByUser.isSet;
    actions.push(act(`releases the ${connection.name} connection`, null, mayRelease, release));
  }
  connection.outgoing.forEach((call, at) => {
    actions.push(...callerActions(act, call, connection.outgoing[at - 1]));
  });
  for (const call of connection.incoming) actions.push(...calleeActions(act, call));
  return actions;
}
