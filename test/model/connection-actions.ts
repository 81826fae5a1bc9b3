import type { Action } from "./actions.ts";
import { Acts } from "./acts.ts";
import { calleeActions, callerActions } from "./call-actions.ts";
import type { Connection } from "./connection.ts";
import { event } from "./events.ts";
import type { Peer } from "./peer.ts";

/** What a peer's user and timers may do to a connection and what lives on it. */
export function connectionActions(peer: Peer, connection: Connection): Action[] {
  const acts = new Acts(peer);
  if (connection.index > 0) virtualActions(acts, peer, connection);
  const mayRelease = () => connection.isUp && connection.isHeldByUser.isSet;
  const release = () => {
    connection.isHeldByUser.isSet = false;
    connection.release();
  };
  acts.may("release", { label: `releases the ${connection.name} connection`, isEnabled: mayRelease, run: release });
  connection.outgoing.forEach((call, at) => {
    callerActions(acts, call, connection.outgoing[at - 1]);
  });
  for (const call of connection.incoming) calleeActions(acts, call);
  return acts.list;
}

function virtualActions(acts: Acts, peer: Peer, connection: Connection): void {
  if (connection.isOpener) {
    const before = peer.connections[connection.index - 1];
    const mayOpen = () =>
      !connection.hasBegun && before?.hasBegun === true && peer.session.isUp && peer.session.state !== "draining";
    acts.add(null, { label: "opens", isEnabled: mayOpen, run: () => connection.open() });
  }
  const isDeciding = () => connection.state === "deciding" && connection.isAsked.isSet;
  acts.add(3, { label: "accepts", isEnabled: isDeciding, run: () => connection.accept() });
  const reject = () => connection.deliver(event("local.reject"));
  acts.may("reject", { label: "rejects", isEnabled: isDeciding, run: reject });
  const mayClose = () => connection.isAlive && connection.state !== "deciding";
  const close = () => connection.deliver(event("local.close"));
  acts.may("closeConnection", { label: "closes the connection", isEnabled: mayClose, run: close });
}
