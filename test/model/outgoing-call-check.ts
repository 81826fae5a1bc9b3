import { OUTCOMES } from "./outcomes.ts";
import type { OutgoingCall } from "./outgoing-call.ts";

/** What must hold of a call at its caller in every state. */
export function checkOutgoingCall(call: OutgoingCall): void {
  const { state } = call;
  const isWaiting = state === "queued" || state === "awaitingResponse";
  call.demand(isWaiting !== call.first.isSet, "rpc.request.outcome", "ended by nothing, or not ended by something");
  call.demand(call.settled.value === call.first.value, "rpc.request.outcome", "the user is told something else");
  if (!call.isAlive) call.demand(OUTCOMES[state] === call.first.value, "rpc.request.outcome", "a false end");
  call.demand(call.isHeld === (state === "queued"), "rpc.request", "the Call is not out, or out too early");
}
