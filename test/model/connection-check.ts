import type { Connection } from "./connection.ts";
import { PARTED } from "./outcomes.ts";

/** What must hold of a connection in every state. */
export function checkConnection(connection: Connection): void {
  const { state, peer, index } = connection;
  connection.demand(
    connection.verdicts.value === (connection.isUp || !connection.isAlive ? 1 : 0),
    "connection.open",
    "one verdict to each",
  );
  if (!connection.isAlive) {
    const left = [...connection.outgoing, ...connection.incoming, ...connection.senders, ...connection.receivers].find(
      (life) => life.isAlive,
    );
    connection.demand(left === undefined, "connection.end", `${left?.name} lives on`);
    const isReject = connection.told.value === PARTED.rejectSent || connection.told.value === PARTED.rejectCame;
    connection.demand(
      connection.told.isSet && isReject === (state === "rejected"),
      "connection.end",
      "not what the sides said",
    );
    return;
  }
  connection.demand(!connection.told.isSet, "connection.end", "it lives on after its end");
  connection.demand(state !== "idle", "connection.open", "nothing was said");
  if (state === "awaitingAccept")
    connection.demand(index > 0 && connection.isOpener, "connection.open", "not by the opener");
  if (state === "deciding") connection.demand(index > 0 && !connection.isOpener, "connection.open", "by the opener");
  const mustDrain = peer.session.state === "draining" || (index === 0 && !connection.isHeld);
  if (connection.isUp) {
    connection.demand(
      (state === "draining") === mustDrain,
      "connection.drain",
      mustDrain ? "takes more" : "without cause",
    );
    connection.demand(
      connection.isHeld || index === 0 || state === "draining",
      "connection.release",
      "held by nobody, and open",
    );
    const unanswered = connection.outgoing.filter((call) => call.isInFlight).length;
    connection.demand(
      connection.calls.taken.value === unanswered,
      "rpc.flow-control.max-concurrent-requests",
      "slots are lost",
    );
    const running = connection.incoming.filter((call) => call.isRunning).length;
    connection.demand(connection.handlers.taken.value === running, "limits.handlers", "slots are lost");
    connection.demand(!mayStart(connection), "rpc.request.queue", "a slot is free, and who waits for one is not told");
  } else connection.demand(!mustDrain, "connection.drain", "still waits");
}

/** What must hold when a connection opens. */
export function checkSettings(connection: Connection): void {
  const { local, remote = null } = connection.spot?.context ?? {};
  const isKnown = remote !== null && local.maxConcurrentRequests === connection.settings.maxConcurrentRequests;
  connection.demand(isKnown, "connection.settings", "not what the two sides said");
}

function mayStart({ peer, calls, handlers }: Connection): boolean {
  if (!peer.out.mayTake) return false;
  const { plan } = peer.world;
  if (calls.waiting > 0 && calls.taken.value < plan.inFlight) return true;
  return handlers.waiting > 0 && handlers.taken.value < plan.handlers;
}
