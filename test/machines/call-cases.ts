import { type Case, on } from "./protocol-case.ts";

const lost = { ending: { cause: "linkEnded" } };

const queued = { chart: "outgoingRequest", path: [] } as const;
const awaiting = { ...queued, path: ["parent.slot"] } as const;
const cancelling = { ...queued, path: ["parent.slot", "local.cancel"] } as const;
const overdue = { ...queued, path: ["parent.slot", "timer.deadline"] } as const;

const outgoingRequests: readonly Case[] = [
  on(
    queued,
    "parent.slot",
    "awaitingResponse sendCall",
    "sent when the counterpart's limit allows [rpc.flow-control.max-concurrent-requests]",
  ),
  on(queued, "local.cancel", "cancelled reject", "cancelled before it was sent: nothing on the wire [rpc.cancel]"),
  on(awaiting, "peer.response", "responded settle freeSlot", "answered [rpc.response]"),
  on(awaiting, "local.cancel", "cancelling sendCancel reject armGiveUp", "Cancel goes out [rpc.cancel]"),
  on(awaiting, "timer.deadline", "cancelling sendCancel reject armGiveUp", "out of time, Cancel goes out", {
    gaveUp: "timedOut",
  }),
  on(awaiting, "parent.ended", "lost reject", "fails with the session's cause [session.protocol-error]", lost),
  on(cancelling, "peer.response", "cancelled freeSlot", "a late Response is swallowed [rpc.cancel]"),
  on(overdue, "peer.response", "timedOut freeSlot", "a late Response after the deadline is swallowed"),
  on(cancelling, "timer.giveUp", "cancelled expectLateResponse freeSlot", "no Response to the Cancel"),
  on(cancelling, "local.cancel", "cancelling", "cancelled twice"),
];

const waiting = { chart: "incomingRequest", path: [] } as const;
const handling = { ...waiting, path: ["parent.slot"] } as const;
const cancelled = { ...waiting, path: ["parent.slot", "peer.cancel"] } as const;

const incomingRequests: readonly Case[] = [
  on(waiting, "local.refuse:0", "refused sendRefusal endChannels", "no such method is answered [rpc.unknown-method]"),
  on(waiting, "peer.cancel", "cancelled sendCancelled endChannels", "cancelled before it ran [rpc.cancel]"),
  on(handling, "local.respond", "responded sendResponse freeSlot", "answered [rpc.response.one-per-request]"),
  on(
    handling,
    "local.fail",
    "failed sendCancelled endChannels reportFailure freeSlot",
    "a throw is answered [rpc.error.scope]",
  ),
  on(handling, "parent.ended", "abandoned abortHandler freeSlot", "nothing is sent when the connection ended", lost),
  on(cancelled, "local.respond", "cancelled freeSlot", "one answer, not two [rpc.response.one-per-request]"),
  on(cancelled, "peer.cancel", "cancelling", "cancelled twice"),
  on(cancelled, "timer.giveUp", "cancelled reportLeak freeSlot", "the handler ignores its signal"),
];

const unbound = { chart: "outgoingChannel", path: [] } as const;
const flowing = { ...unbound, path: ["parent.announced"] } as const;
const stalled = { ...unbound, path: ["parent.announced", "local.stall"] } as const;

const outgoingChannels: readonly Case[] = [
  on(unbound, "peer.reset", "violation", "Reset for a channel not announced"),
  on({ ...unbound, path: ["local.close"] }, "parent.announced", "closed sendClose", "Close follows the Call"),
  on(flowing, "local.stall", "stalled", "no credit: the writer waits [rpc.flow-control.credit.exhaustion]"),
  on(stalled, "peer.grant", "flowing startWriters", "credit wakes it [rpc.flow-control.credit.grant]"),
  on(stalled, "local.withdraw", "flowing", "the waiting writer gives up"),
  on(flowing, "peer.grant.overflow", "violation", "more credit than a u32 holds"),
  on(flowing, "local.close", "closed sendClose", "closed once [rpc.channel.close]"),
  on(flowing, "peer.reset", "reset failWriters", "Reset stops the sender, without Close [rpc.channel.reset]"),
  on(stalled, "peer.reset", "reset failWriters", "Reset wakes a stalled writer [rpc.channel.reset]"),
  on(stalled, "parent.ended", "lost failWriters", "teardown wakes a stalled writer [connection.close.semantics]", lost),
];

const announced = { chart: "incomingChannel", input: 0, path: [] } as const;
const open = { ...announced, path: ["local.bind:0"] } as const;
const closedEarly = { ...announced, path: ["peer.close:0"] } as const;
const draining = { ...announced, path: ["local.bind:0", "peer.close:1"] } as const;

const incomingChannels: readonly Case[] = [
  on(announced, "local.bind:0", "open", "bound [rpc.channel.binding.callee-args.rx]"),
  on(closedEarly, "local.bind:0", "closed finishReaders", "bound after Close, nothing kept"),
  on(closedEarly, "local.bind:1", "draining", "bound after Close, items kept"),
  on(closedEarly, "peer.close:0", "violation", "a second Close before binding, strict [rpc.channel.close]"),
  on({ ...closedEarly, input: 1 }, "peer.close:0", "closedEarly", "a second Close before binding, compat"),
  on(closedEarly, "peer.item", "violation", "an Item after Close before binding, strict [rpc.channel.close]"),
  on({ ...closedEarly, input: 1 }, "peer.item", "closedEarly", "an Item after Close before binding, compat: dropped"),
  on(closedEarly, "local.reset", "closed dropItems", "giving up after an early Close sends nothing"),
  on(open, "peer.close:1", "draining", "Close: what is queued is delivered first [rpc.channel.close]"),
  on(open, "peer.close:0", "closed finishReaders", "Close with nothing queued"),
  on(open, "peer.item.overrun", "violation", "an Item beyond the credit [rpc.flow-control.credit]"),
  on(open, "local.reset", "reset dropItems sendReset", "the reader gives up: Reset [rpc.channel.reset]"),
  on(open, "parent.ended", "lost failReaders", "teardown fails the reader [connection.close.semantics]", lost),
  on(draining, "local.drained", "closed finishReaders", "the last item taken"),
  on(draining, "local.reset", "closed dropItems", "giving up after Close sends nothing"),
  on(draining, "peer.item", "violation", "an Item after Close, strict [rpc.channel.close]"),
  on({ ...draining, input: 1 }, "peer.item", "draining", "an Item after Close, compat"),
  on(draining, "parent.ended", "closed finishReaders", "a complete stream stays readable when the session ends"),
];

export const callCases: readonly Case[] = [
  ...outgoingRequests,
  ...incomingRequests,
  ...outgoingChannels,
  ...incomingChannels,
];
