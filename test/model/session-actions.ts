import type { Action } from "./actions.ts";
import { event, handshakeTimeout, refused, release } from "./events.ts";
import type { Peer } from "./peer.ts";

/** What a peer's user and timers may do to its session. */
export function sessionActions(peer: Peer): Action[] {
  const { session, keepalive } = peer;
  const act = (label: string, settles: number | null, isEnabled: () => boolean, run: () => void): Action => {
    return { label, by: peer, settles, isEnabled: () => session.isAlive && isEnabled(), run };
  };
  const actions: Action[] = [];
  if (peer.mayDo("handshake") && peer.index === 0) {
    const mayBegin = () => session.state === "awaitingHello";
    actions.push(act("begins", 0, mayBegin, () => session.deliver(event("local.initiate"))));
  }
  const decides = () => session.state === "deciding";
  if (peer.mayDo("handshake"))
    actions.push(act("lets the peer in", 2, decides, () => session.deliver(event("local.accept"))));
  if (peer.mayDo("refuse")) actions.push(act("refuses the peer", null, decides, () => session.deliver(refused)));
  if (peer.mayDo("handshakeTimeout")) {
    const waits = () => session.isShakingHands;
    actions.push(act("timer.handshake", null, waits, () => session.deliver(handshakeTimeout)));
  }
  if (peer.mayDo("closeSession")) {
    actions.push(
      act(
        "closes the session",
        null,
        () => true,
        () => session.deliver(event("local.close")),
      ),
    );
  }
  if (peer.mayDo("actorFails")) {
    actions.push(
      act(
        "an actor fails",
        null,
        () => true,
        () => session.deliver(event("parent.failed")),
      ),
    );
  }
  if (peer.mayDo("drain")) {
    const drain = () => {
      session.isDrainAsked.isSet = true;
      session.deliver(event("local.drain"));
    };
    actions.push(act("drains", null, () => true, drain));
  }
  if (peer.mayDo("drainTimeout")) {
    actions.push(
      act(
        "timer.drain",
        null,
        () => session.isDrainTimed,
        () => session.deliver(event("timer.drain")),
      ),
    );
  }
  if (peer.mayDo("release")) {
    // Nobody holds a session that is not established: whoever waits for it may turn away.
    const waits = () => session.isShakingHands;
    actions.push(act("releases the session", null, waits, () => session.deliver(release(0))));
  }
  if (keepalive !== null) {
    actions.push(
      act(
        "timer.interval",
        null,
        () => keepalive.mayPing,
        () => keepalive.ping(),
      ),
    );
    if (peer.mayDo("keepalive")) {
      actions.push(
        act(
          "timer.pongOverdue",
          null,
          () => keepalive.isOverdueTimed,
          () => keepalive.overdue(),
        ),
      );
    }
  }
  return actions;
}
