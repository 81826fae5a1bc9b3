import { CLOSE_CAME, PARENT_ENDED, RESET_CAME, RESET_SENT } from "./outcomes.ts";
import type { Receiver } from "./receiver.ts";

const CAUSES: Readonly<Record<string, number>> = {
  closed: CLOSE_CAME,
  reset: RESET_SENT | RESET_CAME,
  lost: PARENT_ENDED,
};

/** What must hold of a receiver in every state. */
export function checkReceiver(receiver: Receiver): void {
  const { state } = receiver;
  const causes = receiver.causes.value;
  const cause = CAUSES[state];
  receiver.demand(
    receiver.finished.value === (receiver.isAlive ? 0 : 1),
    "rpc.channel.lifecycle",
    "readers are told once, at the end",
  );
  if (cause !== undefined) {
    receiver.demand((causes & cause) !== 0, "rpc.channel.lifecycle", "a false end");
    return;
  }
  const hasClosed = state === "draining" || state === "closedEarly";
  receiver.demand(
    (causes & ~(hasClosed ? RESET_CAME : 0)) === (hasClosed ? CLOSE_CAME : 0),
    "rpc.channel.close",
    "not what the sender said",
  );
  receiver.demand(
    receiver.isBound === (state === "open" || state === "draining"),
    "rpc.channel.binding",
    "bound or not",
  );
  if (state === "draining")
    receiver.demand(receiver.window.queued.isSet, "rpc.channel.close", "nothing is left to drain");
}
