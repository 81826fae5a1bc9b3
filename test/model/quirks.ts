import type { Action } from "./actions.ts";
import { Acts } from "./acts.ts";
import type { Message } from "./messages.ts";
import { PARTED } from "./outcomes.ts";
import type { OutgoingCall } from "./outgoing-call.ts";
import type { Peer } from "./peer.ts";
import type { Sender } from "./sender.ts";

/**
 * What 7.3.0 peers are known to send and ours never do (`PROTOCOL.md` 13): `strict` must end the session over it,
 * `compat` must let it pass.
 */
export function quirksOf(peer: Peer): Action[] {
  if (!peer.mayDo("quirks")) return [];
  const acts = new Acts(peer);
  const act: Act = (label, isEnabled, run) => {
    const odd = () => {
      peer.out.isOdd.isSet = true;
      run();
    };
    acts.add(null, { label, isEnabled, run: odd });
  };
  const mayStart = () => !peer.out.isOdd.isSet;
  if (peer.mayDo("handshake")) {
    const mayPing = () => mayStart() && !peer.session.isUp;
    act("pings too early", mayPing, () => peer.out.send({ kind: "Ping", count: 9, odd: "always" }));
  }
  if (peer.other.keepalive !== null) {
    act("sends a Pong for nothing", mayStart, () => peer.out.send({ kind: "Pong", count: 99, odd: "never" }));
  }
  for (const connection of peer.connections) {
    const { index: on } = connection;
    for (const call of connection.outgoing) {
      for (const channel of call.channels) if ("writers" in channel) earlyActions(act, call, channel);
      const cancel: Message = { kind: "CancelRequest", on, call: call.index, odd: "never" };
      const mayRepeat = () => mayStart() && call.state === "cancelling";
      act(`cancels ${call.name} twice`, mayRepeat, () => peer.out.send(cancel));
      if (call.plan.isGreedy) {
        const mayCall = () => connection.state === "open" && !call.hasBegun;
        act(`makes ${call.name} beyond the limit`, mayCall, () => call.startGreedily());
      }
    }
    for (const sender of connection.senders) {
      const mayBreak = () => mayStart() && sender.isOpenForData && !sender.isClosing.isSet && !sender.writers.isSet;
      act(`resets ${sender.name} itself`, mayBreak, () => sender.breakOff());
      const mayGoOn = () => mayStart() && sender.hasSentClose;
      const reset: Message = { kind: "ResetChannel", on, channel: sender.index, odd: "never" };
      act(`resets ${sender.name} after Close`, mayGoOn, () => peer.out.send(reset));
      for (const kind of ["ChannelItem", "CloseChannel"] as const) {
        const message: Message = { kind, on, channel: sender.index, odd: "strict" };
        act(`sends ${kind} on ${sender.name} after Close`, mayGoOn, () => peer.out.send(message));
      }
    }
    if (on > 0) {
      const mayStray = () => mayStart() && connection.told.value === PARTED.closeSent;
      const message: Message = { kind: "CloseConnection", on, odd: "strict" };
      act("sends on after CloseConnection", mayStray, () => peer.out.send(message));
    }
  }
  return acts.list;
}

/** A message that only a 7.3.0 peer sends was taken: was that right? */
export function checkOddity(peer: Peer, { odd }: Message, isTolerated: boolean): void {
  const isAllowed = odd === "never" || (odd === "strict" && peer.world.plan.profile === "compat");
  const mustLive = isAllowed || isTolerated;
  if (mustLive && peer.session.ending?.cause === "violation")
    throw peer.session.breach("compat", "an oddity of 7.3.0 ends the session");
  if (!mustLive && peer.session.isAlive) throw peer.session.breach("strict", "a broken rule goes unnoticed");
}

/** Whether strict has no reason to complain: what the message is about ended here first. */
export function isCrossing(peer: Peer, { on = 0, channel, odd }: Message): boolean {
  if (odd === "always") return peer.session.isUp;
  const connection = peer.connections[on];
  if (!connection?.isAlive) return !connection?.endedThere;
  return connection.receivers.find(({ index }) => index === channel)?.isReset ?? false;
}

type Act = (label: string, isEnabled: () => boolean, run: () => void) => void;

/** Items and Close before the Call that announces their channel. */
function earlyActions(act: Act, call: OutgoingCall, sender: Sender): void {
  const { connection, plan, index: channel, early, isClosedEarly, peer } = sender;
  const may = () => connection.state === "open" && !call.hasBegun && !isClosedEarly.isSet;
  const say = (kind: "ChannelItem" | "CloseChannel") => {
    peer.out.send({ kind, on: connection.index, channel, odd: "strict" });
  };
  const mayWrite = () => may() && early.value < Math.min(plan.credit, plan.writes);
  act(`sends an Item on ${sender.name} before its Call`, mayWrite, () => {
    early.value++;
    say("ChannelItem");
  });
  act(`sends Close on ${sender.name} before its Call`, may, () => {
    isClosedEarly.isSet = true;
    say("CloseChannel");
  });
}
