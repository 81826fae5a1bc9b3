import type { CallPlan, ChannelPlan, Choice, Plan } from "./plan.ts";

/** What users may decide about calls and channels. */
const usual: readonly Choice[] = ["cancel", "deadline", "giveUp", "fail", "withdraw", "abandon", "callGivenUp"];
/** What ends or breaks a session. */
const ends: readonly Choice[] = ["closeSession", "cut", "release", "drain", "drainTimeout"];

export function rx(credit: number, writes = credit + 1): ChannelPlan {
  return { direction: "rx", credit, writes };
}

export function tx(credit: number, writes = credit + 1): ChannelPlan {
  return { direction: "tx", credit, writes };
}

export function call(caller: 0 | 1, channels: readonly ChannelPlan[], more: Partial<CallPlan> = {}): CallPlan {
  return { caller, on: "root", channels, ...more };
}

const small = { profile: "strict", fifo: 2, room: 2, inFlight: 2, handlers: 2, waitingCalls: 2 } as const;

export function plan(
  name: string,
  calls: readonly CallPlan[],
  choices: readonly Choice[],
  more: Partial<Plan> = {},
): Plan {
  return { ...small, name, calls, choices: new Set(choices), ...more };
}

/** Explored in full, every time: one request, one channel, credit 1, links of two messages. */
export function exhaustive(): Plan[] {
  const most = [...usual, ...ends];
  return [
    plan("1 request, 1 channel to the callee, credit 1", [call(0, [rx(1)])], most),
    plan("1 request, 1 channel to the caller, credit 1", [call(0, [tx(1)])], most),
    plan("the same, compat", [call(0, [rx(1)])], most, { profile: "compat" }),
    plan("1 request, 1 channel, credit 0", [call(1, [rx(0, 1)])], usual),
    plan("1 request, 1 channel, credit 2", [call(0, [tx(2)])], [...usual, "grant"]),
    plan(
      "1 request on a virtual connection",
      [call(0, [rx(1, 1)], { on: "virtual" })],
      ["cancel", "closeConnection", "reject", "release", "drain", "cut"],
      { virtual: [0] },
    ),
    plan(
      "1 request the other way, virtual",
      [call(1, [tx(1, 1)], { on: "virtual" })],
      ["cancel", "closeConnection", "release", "drain"],
      { virtual: [0] },
    ),
    plan("a call to a root that was released", [call(0, [rx(1, 1), tx(1, 1)])], ["release"], { virtual: [0] }),
    plan(
      "a call to a released root, no such method",
      [call(0, [rx(1), tx(1)], { served: "unknownMethod" })],
      ["release", "cancel", "giveUp"],
      { virtual: [0] },
    ),
    plan(
      "a call to a released root, arguments that do not fit",
      [call(0, [tx(1), rx(1), tx(1)], { served: "invalidPayload" })],
      ["release"],
      { virtual: [0] },
    ),
    plan(
      "no such method, on a virtual connection",
      [call(0, [rx(1), tx(1)], { on: "virtual", served: "unknownMethod" })],
      ["cancel", "release", "giveUp", "closeConnection"],
      { virtual: [0], isOpened: true },
    ),
    plan(
      "too many channels",
      [call(1, []), call(0, [rx(1), tx(1)], { served: "invalidPayload" })],
      ["cancel", "giveUp"],
      { channelLimit: 0, profile: "compat" },
    ),
    plan("Items before a Call that is answered unrun", [call(0, [rx(1)])], ["quirks", "release"], {
      ...{ virtual: [0], isOpened: true, profile: "compat" },
      ...{ actors: [0], theirs: ["release"] },
    }),
    plan("2 requests, one slot", [call(0, []), call(0, [])], [...usual, ...ends], { inFlight: 1, handlers: 1 }),
    plan("2 requests, one each way", [call(0, []), call(1, [])], [...usual, ...ends]),
    plan(
      "handshake and keepalive",
      [],
      ["handshake", "refuse", "handshakeTimeout", "keepalive", "actorFails", ...ends],
      { pings: 2 },
    ),
    plan("a method that nobody serves", [call(0, [rx(1), tx(1)], { served: "unknownMethod" })], usual),
    plan("arguments that do not fit", [call(0, [rx(1), tx(1)], { served: "invalidPayload" })], usual),
  ];
}

const everything: readonly Choice[] = [...usual, ...ends, "grant", "reject", "closeConnection"];
const narrow = { pings: 1, inFlight: 1, handlers: 1 } as const;

/** Too large to finish: explored up to a number of states. */
export function full(): Plan[] {
  return [
    plan(
      "full: 2 requests, 2 channels, credit 1 and 2, 1 virtual connection",
      [call(0, [rx(1)]), call(1, [tx(2)], { on: "virtual" })],
      everything,
      { ...narrow, virtual: [0], isOpened: true },
    ),
    plan(
      "full: 2 requests, one with 2 channels, credit 2 and 0, 1 virtual connection still to open",
      [call(0, [rx(2), tx(0, 1)]), call(0, [])],
      everything,
      { ...narrow, virtual: [0], profile: "compat" },
    ),
  ];
}

/** For random walks, beside the full ones. */
export function vast(): Plan[] {
  return [
    plan(
      "vast: both directions on each side, credit 2",
      [call(0, [rx(2), tx(1)], { on: "virtual" }), call(1, [rx(1), tx(2)])],
      everything,
      { virtual: [1], pings: 1 },
    ),
    plan("vast: no ends, slow links", [call(0, [rx(2, 4), tx(1, 4)]), call(0, [rx(0, 3)])], [...usual, "grant"], {
      ...{ fifo: 1, room: 1, inFlight: 1, handlers: 1 },
    }),
  ];
}
