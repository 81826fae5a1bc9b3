import { OUTCOMES } from "./outcomes.ts";
import type { OutgoingCall } from "./outgoing-call.ts";

/** What must hold of a call at its caller in every state. */
export function checkOutgoingCall(outgoingCall: OutgoingCall): void {
  const { state } = outgoingCall;
  const isWaiting = state === "queued" || state === "awaitingResponse";
  outgoingCall.demand(
    isWaiting !== outgoingCall.first.isSet,
    "rpc.request.outcome",
    "ended by nothing, or not ended by something",
  );
  outgoingCall.demand(
    outgoingCall.settled.value === outgoingCall.first.value,
    "rpc.request.outcome",
    "the user is told something else",
  );
  if (!outgoingCall.isAlive)
    outgoingCall.demand(OUTCOMES[state] === outgoingCall.first.value, "rpc.request.outcome", "a false end");
  outgoingCall.demand(
    outgoingCall.isHeld === (state === "queued"),
    "rpc.request",
    "the Call is not out, or out too early",
  );
  outgoingCall.demand(
    outgoingCall.mayGiveUp === (state === "cancelling"),
    "limits.giveUp",
    "the wait has no end, or is over",
  );
}
