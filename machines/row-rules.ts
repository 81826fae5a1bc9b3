import { type Chart, rowName } from "./chart.ts";
import { type RuleId, rules } from "./rules.ts";
import type { ChartName } from "./tables.ts";

/** Rules by row, `state event [guard]`. None: the row is ours, the specification is silent. */
type RowRules = Readonly<Record<string, readonly RuleId[]>>;

const none: readonly RuleId[] = [];
const failsWithCause = ["session.protocol-error"] as const;
const connectionEnds = ["connection.close.semantics", "session.protocol-error"] as const;
const channelEnds = ["rpc.channel.lifecycle", ...connectionEnds] as const;
const complaint = ["session.protocol-error", "session.message.connection-id"] as const;
const keepalive = ["session.keepalive"] as const;
const rootTeardown = ["rpc.caller.liveness.root-teardown-condition"] as const;
const oneAnswer = ["rpc.response.one-per-request"] as const;
const cancel = ["rpc.cancel"] as const;
const close = ["rpc.channel.close"] as const;
const reset = ["rpc.channel.reset"] as const;
const bindsReceiver = ["rpc.channel.binding.callee-args.rx"] as const;
const limit = "rpc.flow-control.max-concurrent-requests";

const each = (states: readonly string[], inState: RowRules): RowRules =>
  Object.fromEntries(
    states.flatMap((state) => Object.entries(inState).map(([row, ids]) => [`${state} ${row}`, ids] as const)),
  );

/**
 * The rules that each row implements. A row with the guard `compat` carries the rule that its absence
 * enforces in the strict profile.
 */
export const rowRules: Readonly<Record<ChartName, RowRules>> = {
  session: {
    ...each(["awaitingHello", "deciding", "awaitingHelloYourself", "established", "lingering", "draining"], {
      "peer.protocolError [onRoot]": complaint,
      "parent.violation": ["session.protocol-error"],
      "local.close": none,
      "parent.failed": none,
      "link.ended": none,
      "link.failed": none,
    }),
    ...each(["awaitingHello", "deciding", "awaitingHelloYourself"], {
      "timer.handshake": none,
      "local.drain": none,
      "local.release": rootTeardown,
    }),
    "deciding local.accept": ["session.handshake", "session.connection-settings.hello"],
    "deciding local.refuse": none,
    ...each(["established", "lingering", "draining"], {
      "peer.ping [onRoot]": ["session.keepalive", "session.message.connection-id"],
      "peer.stray.closedHere": ["connection.close"],
      "peer.stray.closedThere [compat]": ["connection.close.semantics"],
      "parent.unresponsive": keepalive,
      "local.drain": none,
    }),
    "awaitingHello local.initiate": ["session.handshake", "session.connection-settings.hello"],
    "awaitingHello peer.hello [helloAcceptable]": [
      "session.handshake",
      "session.parity",
      "session.connection-settings.hello",
      "session.message.connection-id",
    ],
    "awaitingHelloYourself peer.helloYourself [helloYourselfAcceptable]": [
      "session.handshake",
      "session.parity",
      "session.connection-settings.hello",
      "session.message.connection-id",
    ],
    "established local.release [noConnectionsLeft]": rootTeardown,
    "established local.release": ["rpc.caller.liveness.root-internal-close", ...rootTeardown],
    "established parent.connectionEnded": rootTeardown,
    "lingering parent.connectionEnded [noConnectionsLeft]": rootTeardown,
    "lingering parent.connectionEnded": rootTeardown,
    "lingering local.release": none,
    "draining parent.quiet": none,
    "draining timer.drain": none,
    "draining parent.connectionEnded": none,
    "draining local.release": none,
  },
  keepalive: {
    "quiet timer.interval": keepalive,
    "quiet peer.pong": keepalive,
    "awaitingPong peer.pong [nonceMatches]": keepalive,
    "awaitingPong peer.pong": keepalive,
    "awaitingPong timer.pongOverdue": keepalive,
  },
  connection: {
    "idle parent.established": ["connection.root", "session.connection-settings.hello"],
    "idle local.open": ["connection.open", "rpc.virtual-connection.open", "session.connection-settings.open"],
    "idle peer.open": ["connection.open", "rpc.virtual-connection.accept", "session.connection-settings.open"],
    "awaitingAccept peer.accept [acceptAcceptable]": [
      "connection.open",
      "rpc.virtual-connection.open",
      "session.connection-settings.open",
      "connection.parity",
    ],
    "awaitingAccept peer.reject": ["connection.open.rejection"],
    "awaitingAccept local.close": ["connection.close"],
    "awaitingAccept local.drain": ["connection.close"],
    "deciding local.accept": ["rpc.virtual-connection.accept", "session.connection-settings.open"],
    "deciding local.reject": ["rpc.virtual-connection.accept", "connection.open.rejection"],
    "deciding local.drain": ["connection.open.rejection"],
    "deciding peer.close": ["connection.close.semantics"],
    ...each(["idle", "awaitingAccept", "deciding", "open", "draining"], { "parent.ended": failsWithCause }),
    ...each(["open", "draining"], {
      "peer.response.late": cancel,
      "peer.cancel.ended": cancel,
      "peer.item.ended": reset,
      "peer.item.afterClose [compat]": close,
      "peer.close.ended": reset,
      "peer.close.afterClose [compat]": close,
      "peer.reset.ended": reset,
      "peer.grant.ended": ["rpc.flow-control.credit.grant"],
      "peer.item.unannounced [compat]": none,
      "peer.close.unannounced [compat]": none,
      "peer.close [virtual]": ["connection.close.semantics", "connection.root"],
      "local.close [virtual]": ["connection.close", "connection.root"],
      "local.drain": none,
    }),
    "open peer.call.wrongParity [compat]": ["rpc.request.id-allocation"],
    "open peer.call.beyondLimit [compat]": [limit, ...oneAnswer],
    "open peer.call.tooManyChannels [compat]": ["rpc.channel.allocation", ...oneAnswer],
    "open local.release [virtual]": ["rpc.caller.liveness.last-drop-closes-connection"],
    "open local.release": ["rpc.caller.liveness.root-internal-close"],
    "draining peer.call": oneAnswer,
    "draining peer.call.wrongParity [compat]": ["rpc.request.id-allocation", ...oneAnswer],
    "draining peer.call.beyondLimit [compat]": [limit, ...oneAnswer],
    "draining peer.call.tooManyChannels [compat]": ["rpc.channel.allocation", ...oneAnswer],
    "draining local.release": none,
  },
  outgoingRequest: {
    "queued parent.slot": ["rpc.request", limit],
    "queued local.cancel": cancel,
    "queued timer.deadline": none,
    "awaitingResponse peer.response": ["rpc.response"],
    "awaitingResponse local.cancel": cancel,
    "awaitingResponse timer.deadline": cancel,
    "cancelling peer.response [byDeadline]": [...cancel, limit],
    "cancelling peer.response": [...cancel, limit],
    "cancelling timer.giveUp [byDeadline]": cancel,
    "cancelling timer.giveUp": cancel,
    "cancelling local.cancel": none,
    ...each(["queued", "awaitingResponse", "cancelling"], { "parent.ended": connectionEnds }),
    "cancelling parent.ended [byDeadline]": connectionEnds,
  },
  incomingRequest: {
    "queued parent.slot": ["rpc.handler"],
    "queued local.refuse": ["rpc.unknown-method", "rpc.fallible.roam-error", "rpc.error.scope", ...oneAnswer],
    "queued peer.cancel": [...cancel, ...oneAnswer],
    "handling local.respond": ["rpc.response", ...oneAnswer],
    "handling local.fail": ["rpc.error.scope", ...oneAnswer],
    "handling peer.cancel": [...cancel, "rpc.cancel.channels", ...oneAnswer],
    "cancelling local.respond": oneAnswer,
    "cancelling local.fail": oneAnswer,
    "cancelling timer.giveUp": none,
    "cancelling peer.cancel": cancel,
    ...each(["queued", "handling", "cancelling"], { "parent.ended": connectionEnds }),
  },
  outgoingChannel: {
    "unbound parent.announced [closeRequested]": close,
    "unbound parent.announced": none,
    "unbound local.close": close,
    "flowing local.stall": ["rpc.flow-control.credit", "rpc.flow-control.credit.exhaustion"],
    "flowing local.close": close,
    "stalled peer.grant": ["rpc.flow-control.credit.grant"],
    "stalled local.withdraw": none,
    "stalled local.close": close,
    ...each(["flowing", "stalled"], { "peer.reset": reset }),
    ...each(["unbound", "flowing", "stalled"], { "parent.ended": channelEnds }),
  },
  incomingChannel: {
    "announced local.bind": bindsReceiver,
    "announced peer.close": close,
    "closedEarly local.bind [itemsLeft]": [...bindsReceiver, ...close],
    "closedEarly local.bind": [...bindsReceiver, ...close],
    "open peer.close [itemsLeft]": close,
    "open peer.close": close,
    ...each(["announced", "open"], { "peer.reset": reset, "local.reset": reset }),
    "draining local.drained": close,
    ...each(["closedEarly", "draining"], {
      "local.reset": none,
      "peer.item [compat]": close,
      "peer.close [compat]": close,
      "peer.reset": none,
    }),
    ...each(["announced", "closedEarly", "open", "draining"], { "parent.ended": channelEnds }),
  },
};

/** What is wrong with such a map for a chart: rows forgotten, entries left over, rules that do not exist. */
export function faultsOf(chart: Chart, entries: Readonly<Record<string, readonly string[]>>): string[] {
  const names = new Set(chart.rows.map(rowName));
  return [
    ...[...names]
      .filter((name) => !Object.hasOwn(entries, name))
      .map((name) => `${chart.id}: no rules for row ${name}`),
    ...Object.keys(entries)
      .filter((name) => !names.has(name))
      .map((name) => `${chart.id}: rules for a row that is not there: ${name}`),
    ...Object.entries(entries).flatMap(([name, ids]) =>
      ids.filter((id) => !rules.has(id)).map((id) => `${chart.id}: ${name}: unknown rule ${id}`),
    ),
  ];
}
