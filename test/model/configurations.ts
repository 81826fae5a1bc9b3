import type { CallPlan, ChannelPlan, Choice, Fault, Plan } from "./plan.ts";

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
  const everything = [...usual, ...ends];
  return [
    plan("1 request, 1 channel to the callee, credit 1", [call(0, [rx(1)])], everything),
    plan("1 request, 1 channel to the caller, credit 1", [call(0, [tx(1)])], everything),
    plan("the same, compat", [call(0, [rx(1)])], everything, { profile: "compat" }),
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
    plan("a call to a root that was released", [call(0, [rx(1), tx(1)])], ["release"], { virtual: [0] }),
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

/** Too large to finish: explored up to a number of states. */
export function full(): Plan[] {
  const calls = [call(0, [rx(1)]), call(1, [tx(2)], { on: "virtual" })];
  const everything: Choice[] = [...usual, ...ends, "grant", "reject", "closeConnection"];
  const more = { virtual: [0], pings: 1, inFlight: 1, handlers: 1 } as const;
  return [
    plan("full: 2 requests, 2 channels, 1 virtual connection", calls, everything, more),
    plan("full, compat, both channels in one call", [call(0, [rx(2), tx(0, 1)]), call(0, [])], everything, {
      ...more,
      profile: "compat",
    }),
  ];
}

/** Worlds in which the runtime as it is today breaks a rule: each is to be found broken, until it is mended. */
export function known(): Plan[] {
  const isToday = (faulty: Plan, fault: Fault): Plan => ({
    ...faulty,
    name: `${faulty.name}, as it is today`,
    faults: new Set([fault]),
  });
  return [
    isToday(
      plan("a method that nobody serves", [call(0, [tx(1)], { served: "unknownMethod" })], usual),
      "refusalSwallowed",
    ),
    isToday(
      plan("a handler that waits", [call(0, []), call(0, [])], ["closeSession"], { handlers: 1 }),
      "teardownRuns",
    ),
    isToday(plan("a released root", [call(0, [tx(1)])], ["release"], { virtual: [0] }), "refusalForgetsChannels"),
  ];
}
