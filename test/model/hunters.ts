import { call, plan, rx, tx } from "./configurations.ts";
import type { Plan } from "./plan.ts";

const compat = { profile: "compat" } as const;

const calls: readonly Plan[] = [
  plan("one call", [call(0, [])], ["cancel", "deadline", "giveUp", "fail"], { inFlight: 1, handlers: 1 }),
  plan("two calls, one slot", [call(0, []), call(0, [])], ["cancel", "deadline", "giveUp"], {
    inFlight: 1,
    handlers: 2,
    actors: [0],
  }),
  plan("two calls, one handler", [call(0, []), call(0, [])], ["cancel", "giveUp", "fail"], {
    inFlight: 2,
    handlers: 1,
  }),
  plan("a call, and the end of its connection", [call(0, []), call(0, [])], ["cancel", "deadline", "closeSession"], {
    inFlight: 1,
    handlers: 1,
  }),
  plan("two calls, one handler, and the end", [call(0, []), call(0, [])], ["cancel", "closeSession"], {
    inFlight: 2,
    handlers: 1,
  }),
  plan("no method", [call(0, [rx(1), tx(1)], { served: "unknownMethod" })], ["cancel"]),
  plan("no arguments", [call(0, [rx(1, 1), tx(1, 1)], { served: "invalidPayload" })], ["cancel"]),
  plan("cancelled twice", [call(0, [])], ["quirks", "cancel"], { actors: [0] }),
  plan("channels of a failed call", [call(0, [rx(1, 1), tx(1, 1)])], ["fail"]),
  plan("channels of a call that fails when it is cancelled", [call(0, [rx(1, 1)])], ["cancel", "fail"]),
  plan("channels of a cancelled call", [call(0, []), call(0, [rx(1, 1), tx(1, 1)])], ["cancel"], {
    handlers: 1,
    actors: [0],
  }),
];

const odd = [call(0, []), call(0, [rx(1)])];

const channels: readonly Plan[] = [
  plan("to the callee", [call(0, [rx(1)])], ["withdraw", "abandon", "callGivenUp"]),
  plan("to the caller", [call(0, [tx(1)])], ["withdraw", "abandon", "callGivenUp"]),
  plan("by hand", [call(0, [rx(0, 1)])], ["withdraw", "abandon"]),
  plan("to the callee, until the end", [call(0, [rx(1)])], ["closeSession", "abandon"], { actors: [0] }),
  plan("to the caller, until the end", [call(0, [tx(1)])], ["closeSession", "abandon"], { actors: [0] }),
  plan("a slow link", [call(0, [rx(3, 3)])], ["abandon", "closeSession"], { fifo: 1, room: 1, actors: [1] }),
  plan("before the call goes out", [call(0, []), call(0, [rx(1)])], ["callGivenUp", "cancel"], {
    inFlight: 1,
    actors: [0],
  }),
  plan("before the handler runs", odd, ["closeSession", "cancel"], { handlers: 1, actors: [0] }),
  plan("odd, strict", odd, ["quirks"], { handlers: 1, actors: [0] }),
  plan("odd, compat", odd, ["quirks"], { handlers: 1, actors: [0], ...compat }),
];

const connections: readonly Plan[] = [
  plan("root", [call(0, []), call(1, [])], ["closeSession", "drain", "release"]),
  plan("virtual", [], ["reject", "closeConnection", "drain", "closeSession", "release"], { virtual: [0] }),
  plan("virtual, drained", [call(0, [])], ["closeConnection", "drain"], { virtual: [0] }),
  plan("virtual, released", [call(0, [], { on: "virtual" })], ["release", "closeConnection", "drain"], {
    virtual: [0],
  }),
  plan("released, answered unrun", [call(0, [tx(1, 1)])], ["release"], { virtual: [0], isOpened: true }),
  plan("virtual, with a call", [call(1, [rx(1, 1)], { on: "virtual" })], ["closeConnection", "drain"], {
    virtual: [0],
  }),
  plan("crossings", [call(0, [rx(1)])], ["cancel", "giveUp", "abandon"]),
  plan("crossings the other way", [call(0, [tx(1)])], ["abandon"]),
  plan("drained, late answers", [call(0, []), call(0, [])], ["cancel", "giveUp", "drain"]),
  plan("drained, resets", [call(0, [rx(1)])], ["abandon", "drain"]),
  plan("drained, resets the other way", [call(0, [tx(1, 1)]), call(1, [])], ["abandon", "drain"], { inFlight: 1 }),
  ...[[], ["drain"] as const].flatMap((choices) => [
    plan("odd calls, strict", [call(0, [], { wrongParity: true })], choices),
    plan("odd calls, compat", [call(1, []), call(0, [rx(1)], { wrongParity: true })], choices, compat),
    plan("greedy, strict", [call(0, []), call(0, [], { isGreedy: true })], ["quirks", ...choices], {
      inFlight: 1,
      handlers: 1,
    }),
    plan("greedy, compat", [call(1, []), call(0, [], { isGreedy: true })], ["quirks", ...choices], {
      ...{ inFlight: 1, handlers: 1, waitingCalls: 0 },
      ...compat,
    }),
    plan("too many channels", [call(1, []), call(0, [rx(1)])], choices, { channelLimit: 0, ...compat }),
    plan("odd, strict", odd, ["quirks", ...choices], { handlers: 1, actors: [0] }),
    plan("odd, compat", odd, ["quirks", ...choices], { handlers: 1, actors: [0], ...compat }),
    plan("odd, compat, drained", odd, ["quirks", ...choices], { handlers: 1, ...compat }),
  ]),
];

const sessions: readonly Plan[] = [
  plan(
    "handshake",
    [],
    ["handshake", "refuse", "handshakeTimeout", "closeSession", "cut", "release", "drain", "actorFails"],
  ),
  plan("odd handshake", [], ["handshake", "quirks"]),
  plan("keepalive", [], ["keepalive", "release"], { pings: 1, virtual: [0] }),
  plan("keepalive, drained", [call(0, [])], ["keepalive", "drain"], { pings: 1 }),
  plan("up", [call(0, [])], ["closeSession", "cut", "release", "drain", "drainTimeout", "actorFails"], {
    virtual: [0],
  }),
  plan("strays", [call(1, [], { on: "virtual" })], ["closeConnection"], { virtual: [0] }),
  plan("odd, and released", [call(0, [rx(1, 1)])], ["quirks", "release"], { virtual: [0], actors: [0] }),
  plan("odd, and drained", [call(0, []), call(0, [rx(1, 1)])], ["quirks", "drain"], { actors: [0] }),
  ...[["release"] as const, ["drain"] as const].flatMap((theirs) => {
    const two = { virtual: [0, 0], actors: [0], theirs } as const;
    const calls = theirs[0] === "drain" ? [call(0, [])] : [];
    return [
      plan("strays of one of two", calls, theirs, { ...two, actors: [1], theirs: ["closeConnection"] }),
      plan("odd strays, strict", calls, ["quirks", "closeConnection"], two),
      plan("odd strays, compat", calls, ["quirks", "closeConnection"], { ...two, ...compat }),
    ];
  }),
];

/** Those for keepalive alone. */
export const keepalives: readonly Plan[] = [
  plan("pings", [], ["keepalive", "closeSession"], { pings: 2 }),
  plan("a Pong for nothing", [], ["quirks"], { pings: 1, actors: [0] }),
];

/** Small worlds that find the faults of the charts. */
export const hunters: readonly Plan[] = [...calls, ...channels, ...connections, ...sessions, ...keepalives];
