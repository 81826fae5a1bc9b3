import { accepted, event, hello, helloYourself, opens, ping, pong, protocolError } from "./events.ts";
import type { Message } from "./messages.ts";
import { PARTED } from "./outcomes.ts";
import type { Peer } from "./peer.ts";

/** Takes a message to the actor that it is for, in the order of questions of `runtime/driver/router.ts`. */
export function route(peer: Peer, message: Message): void {
  const { session } = peer;
  switch (message.kind) {
    case "Hello":
      session.deliver(hello(peer.other.session.settings));
      return;
    case "HelloYourself":
      session.deliver(helloYourself(peer.other.session.settings));
      return;
    case "ProtocolError":
      session.deliver(protocolError);
      return;
  }
  if (!session.isUp) session.deliver(event("peer.early"));
  else if (message.kind === "Ping") session.deliver(ping(message.count ?? 0));
  else if (message.kind === "Pong") peer.keepalive?.deliver(pong(message.count ?? 0));
  else routeToConnection(peer, message);
}

function routeToConnection(peer: Peer, { kind, on = 0, call, channel, answer, count }: Message): void {
  const connection = peer.connections[on];
  const opener = peer.other.connections[on];
  if (connection === undefined || opener === undefined) throw new RangeError(`the plan has no connection ${on}`);
  if (kind === "OpenConnection") {
    if (connection.hasBegun) {
      peer.session.deliver(event("peer.open.wrongId"));
      return;
    }
    connection.begin();
    connection.deliver(opens(opener.settings));
    return;
  }
  if (!connection.isAlive) {
    const how = !connection.hasBegun ? "unknown" : connection.endedThere ? "closedThere" : "closedHere";
    peer.session.deliver(event(`peer.stray.${how}`));
    return;
  }
  switch (kind) {
    case "AcceptConnection":
      connection.deliver(accepted(opener.settings));
      return;
    case "RejectConnection":
      connection.hear(PARTED.rejectCame);
      connection.deliver(event("peer.reject"));
      return;
    case "CloseConnection":
      connection.hear(PARTED.closeCame);
      connection.deliver(event("peer.close"));
      return;
  }
  if (!connection.isUp) {
    connection.consult(event("peer.early"));
    return;
  }
  switch (kind) {
    case "Request": {
      const called = connection.incoming.find(({ index }) => index === call);
      called?.onRequest();
      called?.checkTaken();
      return;
    }
    case "Response":
      connection.outgoing.find(({ index }) => index === call)?.respond(answer ?? "ok");
      return;
    case "CancelRequest":
      connection.incoming.find(({ index }) => index === call)?.onCancel();
      return;
    case "ChannelItem":
      connection.receivers.find(({ index }) => index === channel)?.onItem();
      return;
    case "CloseChannel":
      connection.receivers.find(({ index }) => index === channel)?.onClose();
      return;
    case "ResetChannel":
      [...connection.senders, ...connection.receivers].find(({ index }) => index === channel)?.onReset();
      return;
    case "GrantCredit":
      connection.senders.find(({ index }) => index === channel)?.onGrant(count ?? 0);
  }
}
