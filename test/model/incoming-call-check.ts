import type { IncomingCall } from "./incoming-call.ts";
import { ANSWERS } from "./outcomes.ts";

const RIGHT: Readonly<Record<string, readonly number[]>> = {
  ...{ queued: [0], handling: [0], cancelling: [ANSWERS.cancelled] },
  ...{ responded: [ANSWERS.ok], failed: [ANSWERS.cancelled], cancelled: [ANSWERS.cancelled] },
  refused: [ANSWERS.unknownMethod, ANSWERS.invalidPayload],
  abandoned: [0, ANSWERS.cancelled],
};

/** What must hold of a call at its callee in every state. */
export function checkIncomingCall(call: IncomingCall): void {
  const { state } = call;
  call.demand(RIGHT[state]?.includes(call.answered.value) ?? false, "rpc.response.one-per-request", "a wrong answer");
  const isCancelled = state === "cancelled" || state === "cancelling";
  if (state !== "abandoned" && state !== "queued") {
    call.demand(isCancelled === call.isCancelled.isSet || !call.isAlive, "rpc.cancel", "not what the caller wants");
  }
  if (isCancelled) call.demand(call.isCancelled.isSet, "rpc.cancel", "cancelled by nobody");
  if (state === "handling") call.demand(call.handlerRuns.isSet, "rpc.handler", "no handler runs");
  if (state === "queued") call.demand(call.inLine.isSet, "rpc.request.queue", "in no line");
}

/** What must hold of a call at its callee after an event. */
export function checkCallStep(call: IncomingCall, type: string, from: string): void {
  const { state } = call;
  const ends = type === "local.refuse" || type === "local.fail" || type === "peer.cancel";
  if (ends && !call.isAlive) {
    const left = call.channels.find((channel) => channel.isAlive && !channel.isEnding);
    call.demand(left === undefined, "rpc.channel.lifecycle", `${left?.name} is held by nobody`);
  }
  const hasFailed = type === "local.fail" && from === "handling";
  call.demand((state === "failed") === hasFailed, "rpc.handler", `failed or not, after ${type}`);
  if (type === "parent.ended") call.demand(state === "abandoned", "rpc.request", "not abandoned");
  else call.demand(state !== "abandoned", "rpc.request", "abandoned by nothing");
}
