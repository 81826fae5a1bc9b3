import type { Action } from "./actions.ts";
import { Acts } from "./acts.ts";
import { event, handshakeTimeout, refused, release } from "./events.ts";
import type { Peer } from "./peer.ts";

const always = () => true;

/** What a peer's user and timers may do to its session. */
export function sessionActions(peer: Peer): Action[] {
  const { session, keepalive } = peer;
  const acts = new Acts(peer);
  const says = (type: string) => () => session.deliver(event(type));
  const decides = () => session.state === "deciding";
  const isShakingHands = () => session.isShakingHands;
  if (peer.mayDo("handshake")) {
    const mayBegin = () => session.state === "awaitingHello";
    if (peer.index === 0) acts.add(0, { label: "begins", isEnabled: mayBegin, run: says("local.initiate") });
    acts.add(2, { label: "lets the peer in", isEnabled: decides, run: says("local.accept") });
  }
  acts.may("refuse", { label: "refuses the peer", isEnabled: decides, run: () => session.deliver(refused) });
  const timeout = () => session.deliver(handshakeTimeout);
  acts.may("handshakeTimeout", { label: "timer.handshake", isEnabled: isShakingHands, run: timeout });
  acts.may("closeSession", { label: "closes the session", isEnabled: always, run: says("local.close") });
  acts.may("actorFails", { label: "an actor fails", isEnabled: always, run: says("parent.failed") });
  const drain = () => {
    session.isDrainAsked.isSet = true;
    session.deliver(event("local.drain"));
  };
  acts.may("drain", { label: "drains", isEnabled: always, run: drain });
  const isDrainTimed = () => session.isDrainTimed;
  acts.may("drainTimeout", { label: "timer.drain", isEnabled: isDrainTimed, run: says("timer.drain") });
  // Nobody holds a session that is not established: whoever waits for it may turn away.
  const turnAway = () => session.deliver(release(0));
  acts.may("release", { label: "releases the session", isEnabled: isShakingHands, run: turnAway });
  if (keepalive !== null) {
    const mayPing = () => keepalive.mayPing;
    acts.add(null, { label: "timer.interval", isEnabled: mayPing, run: () => keepalive.ping() });
    const isTimed = () => keepalive.isOverdueTimed;
    acts.may("keepalive", { label: "timer.pongOverdue", isEnabled: isTimed, run: () => keepalive.overdue() });
  }
  return acts.list;
}
