import { toHex } from "../../../runtime/cli/hex.ts";
import * as m from "../messages.ts";
import { Stuck } from "../verdict.ts";
import type { Course } from "./course.ts";
import { startSum } from "./scenes.ts";

/** A call that the peer answers, and the handler of which waits. */
export const incomingRequest: Course = {
  name: "incoming request",
  chart: "incomingRequest",
  input: () => ({ connection: 0, request: 1, method: "Testbed.sum" }),
  begin: ({ stage }) => stage.greet(),
  automatic: { queued: "parent.slot" },
  states: ["handling", "cancelling"],
  moves: ({ type }) => {
    if (type === "parent.slot") return startSum;
    if (type !== "peer.cancel") return undefined;
    return async ({ stage, request }) => {
      stage.say(m.cancel(request));
      const { ret } = await stage.answer(request, ["rpc.cancel"]);
      if (toHex(ret) !== "0103") throw new Stuck(["rpc.cancel"], "Cancelled (0103)", toHex(ret));
    };
  },
  stimuli: () => [{ say: ({ stage, request }) => stage.say(m.cancel(request)) }],
  // A handler that was stopped lets go of its channel.
  allows: (message, { input }) => message.kind === "ResetChannel" && message.channel === input,
};

/** What the peer makes of a Pong while it waits for none. */
export const keepalive: Course = {
  name: "keepalive",
  chart: "keepalive",
  input: () => undefined,
  begin: ({ stage }) => stage.greet(),
  automatic: {},
  states: ["quiet"],
  moves: () => undefined,
  stimuli: ({ nonce }) => [{ say: ({ stage }) => stage.say(m.pong(typeof nonce === "bigint" ? nonce : 1n)) }],
  allows: (message) => message.kind === "Ping",
};
