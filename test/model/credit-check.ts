import { Breach } from "./memory.ts";
import type { Message } from "./messages.ts";
import type { Receiver } from "./receiver.ts";
import type { Sender } from "./sender.ts";
import type { World } from "./world.ts";

/**
 * Credit is conserved: what a sender may send, what is on its way, and the grants on their way are what the receiver
 * thinks is outstanding; and that, with what it holds and has not granted anew, is the window. No Item follows Close.
 */
export function checkCredit(world: World): void {
  for (const from of world.peers) {
    if (from.out.isClosed || from.in.isClosed) continue;
    let there: Message[] | undefined;
    let back: Message[] | undefined;
    from.connections.forEach((connection, on) => {
      if (!connection.isUp) return;
      const other = from.other.connections[on];
      for (const sender of connection.senders) {
        const receiver = other?.receivers.find(({ index }) => index === sender.index);
        there ??= from.out.inFlight();
        if (sender.hasBegun && !sender.isAlive) checkSilence(sender, there);
        if (receiver === undefined || !other?.isUp || !sender.isAlive) continue;
        back ??= from.in.inFlight();
        checkChannel(sender, receiver, there, back);
      }
    });
  }
}

function checkChannel(sender: Sender, receiver: Receiver, there: readonly Message[], back: readonly Message[]): void {
  if (receiver.hasEnded || (receiver.hasBegun && !receiver.isAlive)) return;
  const window = sender.plan.credit + receiver.window.byHand.value;
  demand(receiver.window.accounted === window, receiver, `${receiver.window.accounted} accounted for of ${window}`);
  let granted = receiver.introducedBy?.afterCall.grants(sender.index) ?? 0;
  for (const { kind, channel, count } of back) {
    if (kind === "GrantCredit" && channel === sender.index) granted += count ?? 0;
  }
  let items = receiver.early.items.value;
  for (const { kind, channel } of there) if (kind === "ChannelItem" && channel === sender.index) items++;
  const sum = sender.credit.value + items + granted;
  const detail = `${sender.credit.value} with the sender, ${items} items and ${granted} of grants on the way`;
  demand(sum === receiver.window.outstanding, receiver, `${detail}, but ${receiver.window.outstanding} outstanding`);
}

function checkSilence(sender: Sender, there: readonly Message[]): void {
  let isClosed = false;
  for (const { kind, channel } of there) {
    if (channel !== sender.index || sender.early.isSet) continue;
    if (isClosed && !sender.peer.isOdd.isSet) throw sender.breach("rpc.channel.close", `${kind} follows Close`);
    if (kind === "CloseChannel") isClosed = true;
  }
}

function demand(holds: boolean, receiver: Receiver, detail: string): void {
  if (!holds) throw new Breach("rpc.flow-control.credit", `${receiver.peer.name} ${receiver.name}: ${detail}`);
}
