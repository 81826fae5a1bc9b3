import { WHY } from "./outcomes.ts";
import type { Sender } from "./sender.ts";

/** What must hold of a sender in every state. */
export function checkSender(sender: Sender): void {
  const { state, writers, credit } = sender;
  if (!sender.isAlive) {
    sender.demand(WHY[state] === sender.why.value, "rpc.channel.lifecycle", "a false end");
    sender.demand(!writers.isSet, "rpc.channel.lifecycle", "a writer waits for ever");
    if (sender.isClosing.isSet)
      sender.demand(sender.isCloseTold.isSet, "rpc.channel.close", "its closer waits for ever");
    return;
  }
  sender.demand(!sender.why.isSet, "rpc.channel.lifecycle", "it lives on after its end");
  const call = sender.connection.outgoing.find(({ channels }) => channels.includes(sender));
  sender.demand((call?.isHeld ?? false) === (state === "unbound"), "rpc.channel.binding", "announced or not");
  if (state === "unbound") return;
  const stalls = writers.isSet && !credit.isSet;
  sender.demand((state === "stalled") === stalls, "rpc.flow-control.credit", "stalled or not");
  if (writers.isSet && !stalls) sender.demand(sender.waitsForRoom.isSet, "limits.outbox", "waits for nothing");
  if (sender.isClosing.isSet)
    sender.demand(writers.isSet, "rpc.channel.close", "it waits for nothing and does not close");
}
