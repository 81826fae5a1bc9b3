import { type Case, on } from "./protocol-case.ts";

const [STRICT, COMPAT] = [0, 1];
const closing = "closed endEverything closeLink";

const acceptor = { chart: "session", path: [] } as const;
const initiator = { chart: "session", path: ["local.initiate"] } as const;
const knocking = { chart: "session", path: ["peer.hello:1"] } as const;
const up = { chart: "session", path: ["peer.hello:1", "local.accept"] } as const;

const session: readonly Case[] = [
  on(acceptor, "peer.hello:0", "deciding askAcceptor", "Hello 7 odd: takes even [session.handshake]", {
    local: { parity: "even" },
  }),
  on(knocking, "local.accept", "established sendHelloYourself establish", "the hook says yes [session.handshake]"),
  on(
    knocking,
    "local.refuse",
    "closed sendProtocolError endEverything closeLink",
    "the hook says no: the peer is told why",
    { ending: { cause: "refused", detail: "session refused: not today" } },
  ),
  on(knocking, "peer.early", "violation", "anything before our answer [session.handshake]"),
  on(acceptor, "peer.hello:1", "deciding askAcceptor", "Hello 7 even: takes odd [session.parity]", {
    local: { parity: "odd" },
    remote: { parity: "even", maxConcurrentRequests: 1 },
  }),
  on(acceptor, "peer.hello:2", "violation", "Hello 6 [session.handshake]"),
  on(acceptor, "peer.hello:3", "violation", "Hello on connection 2 [session.message.connection-id]"),
  on(acceptor, "peer.helloYourself", "violation", "HelloYourself first [session.handshake]"),
  on(acceptor, "peer.ping", "violation", "Ping before Hello [session.handshake]"),
  on(initiator, "peer.helloYourself:0", "established establish", "HelloYourself, opposite parity [session.handshake]"),
  on(initiator, "peer.helloYourself:1", "violation", "HelloYourself, our parity, strict [session.parity]"),
  on(
    { ...initiator, input: COMPAT },
    "peer.helloYourself:1",
    "established establish",
    "HelloYourself, our parity, compat",
  ),
  on(initiator, "peer.helloYourself:2", "violation", "HelloYourself on connection 2 [session.message.connection-id]"),
  on({ ...initiator, input: COMPAT }, "peer.helloYourself:2", "violation", "HelloYourself on connection 2, compat"),
  on(initiator, "peer.hello:1", "violation", "Hello in answer to Hello [session.handshake]"),
  on(up, "peer.hello:1", "violation", "Hello after the handshake"),
  on(up, "peer.protocolError:0", closing, "nothing answers a ProtocolError [session.protocol-error]"),
  on(up, "peer.protocolError:1", "violation", "ProtocolError on connection 2 [session.message.connection-id]"),
  on(
    up,
    "parent.violation",
    "closed sendProtocolError endEverything closeLink",
    "a violation is reported, then all is torn down [session.protocol-error]",
    { ending: { cause: "violation", detail: "connection.open: id in use" } },
  ),
  on(up, "peer.ping:0", "established sendPong", "Ping is answered [session.keepalive]"),
  on(up, "peer.ping:1", "violation", "Ping on connection 2 [session.message.connection-id]"),
  on(up, "parent.unresponsive", closing, "no Pong in time ends the session [session.keepalive]"),
  on(up, "local.release:1", "lingering", "root released, others live [rpc.caller.liveness.root-internal-close]"),
  on(up, "local.release:0", closing, "root released, none lives [rpc.caller.liveness.root-teardown-condition]"),
  on(up, "parent.connectionEnded:0", "established", "root held [rpc.caller.liveness.root-teardown-condition]"),
  on(
    { ...up, path: [...up.path, "local.release:1"] },
    "parent.connectionEnded:0",
    closing,
    "root released, the last one ends [rpc.caller.liveness.root-teardown-condition]",
  ),
  on(up, "peer.stray.closedHere", "established", "a message that crossed our CloseConnection is dropped"),
  on(up, "peer.stray.closedThere", "violation", "a message after their CloseConnection [connection.close.semantics]"),
  on(
    { ...up, input: COMPAT },
    "peer.stray.closedThere",
    "established",
    "a message after their CloseConnection, compat",
  ),
  on({ ...up, input: COMPAT }, "peer.stray.unknown", "violation", "a message for an id never opened, compat"),
];

const pinging = { chart: "keepalive", path: ["timer.interval:0"] } as const;

const keepalive: readonly Case[] = [
  on(
    { chart: "keepalive", path: [] },
    "timer.interval:0",
    "awaitingPong sendPing armPong",
    "pings [session.keepalive]",
  ),
  on(pinging, "timer.interval:1", "violation", "no Ping while a Pong is outstanding"),
  on(pinging, "peer.pong:0", "quiet armInterval", "the Pong with its nonce [session.keepalive]"),
  on(pinging, "peer.pong:1", "awaitingPong", "a Pong with another nonce is ignored [session.keepalive]"),
  on(pinging, "timer.pongOverdue", "dead", "no Pong in time"),
];

const root = { chart: "connection", input: STRICT, path: ["parent.established"] } as const;
const virtual = { chart: "connection", input: 2, path: ["local.open", "peer.accept:1"] } as const;
const virtualCompat = { ...virtual, input: 3 } as const;
const opening = { ...virtual, path: ["local.open"] } as const;
const asked = { ...virtual, path: ["peer.open"] } as const;

const connection: readonly Case[] = [
  on(root, "peer.close", "violation", "closing the root [connection.root]"),
  on({ ...root, input: COMPAT }, "peer.close", "violation", "closing the root, compat [connection.root]"),
  on(root, "local.close", "violation", "we do not close the root either [connection.root]"),
  on(root, "peer.open", "violation", "Open for an id in use [connection.open]"),
  on(opening, "peer.accept:1", "open announceOpen", "accepted, opposite parity [rpc.virtual-connection.open]"),
  on(opening, "peer.accept:0", "violation", "accepted with our own parity, strict [connection.parity]"),
  on({ ...opening, input: 3 }, "peer.accept:0", "open announceOpen", "accepted with our own parity, compat"),
  on(opening, "peer.reject", "rejected", "rejected [connection.open.rejection]"),
  on(opening, "peer.call", "violation", "a Call before the verdict [connection.open]"),
  on(asked, "local.accept", "open sendAccept announceOpen", "the hook accepts [rpc.virtual-connection.accept]"),
  on(asked, "local.reject", "rejected sendReject", "the hook refuses [connection.open.rejection]"),
  on(asked, "peer.close", "closed", "the opener gives up before our verdict"),
  on(virtual, "peer.accept:1", "violation", "a second Accept [connection.open]"),
  on(
    virtual,
    "peer.close",
    "closed endEverything",
    "they close: all ends, nothing is sent [connection.close.semantics]",
  ),
  on(
    virtual,
    "local.close",
    "closed endEverything sendClose",
    "we close, and that is the last message [connection.close]",
  ),
  on(
    virtual,
    "local.release",
    "closed endEverything sendClose",
    "the last handle closes a virtual connection [rpc.caller.liveness.last-drop-closes-connection]",
  ),
  on(virtual, "peer.call.wrongParity", "violation", "a Call of our parity [rpc.request.id-allocation]"),
  on(virtualCompat, "peer.call.wrongParity", "open admitCall", "a Call of our parity, compat"),
  on(virtualCompat, "peer.call.idInUse", "violation", "a Call with an id in flight [rpc.request.id-allocation]"),
  on(virtual, "peer.call.beyondLimit", "violation", "a Call too many [rpc.flow-control.max-concurrent-requests]"),
  on(virtualCompat, "peer.call.beyondLimit", "open refuseCall", "a Call too many is answered, compat"),
  on(virtual, "peer.call.tooManyChannels", "violation", "a Call with channels too many [rpc.channel.allocation]"),
  on(
    virtualCompat,
    "peer.call.tooManyChannels",
    "open refuseCall",
    "a Call with channels too many is answered, compat",
  ),
  on(virtual, "peer.response.ended", "violation", "a second Response [rpc.response.one-per-request]"),
  on(virtual, "peer.response.late", "open", "the Response to a call given up is swallowed [rpc.cancel]"),
  on(virtual, "peer.cancel.ended", "open", "Cancel for an answered call is ignored [rpc.cancel]"),
  on(virtual, "peer.item.ended", "open", "an Item that crossed our Reset is dropped [rpc.channel.reset]"),
  on(virtual, "peer.item.afterClose", "violation", "an Item after Close [rpc.channel.close]"),
  on(virtualCompat, "peer.item.afterClose", "open", "an Item after Close, compat"),
  on(virtual, "peer.close.afterClose", "violation", "a second Close [rpc.channel.close]"),
  on(virtual, "peer.item.unannounced", "violation", "an Item before its Call, strict"),
  on(virtualCompat, "peer.item.unannounced", "open bufferEarly", "an Item before its Call, compat"),
  on(virtualCompat, "peer.item.flood", "violation", "too many Items before their Call, compat"),
  on(virtual, "peer.grant.ended", "open", "GrantCredit after Close is ignored"),
  on(virtualCompat, "peer.grant.unknown", "violation", "GrantCredit for a channel that never was, compat"),
];

export const sessionCases: readonly Case[] = [...session, ...keepalive, ...connection];
