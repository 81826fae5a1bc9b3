import type { Acts } from "./acts.ts";
import type { IncomingCall } from "./incoming-call.ts";
import type { OutgoingCall } from "./outgoing-call.ts";
import { Receiver } from "./receiver.ts";
import type { Sender } from "./sender.ts";

/** What the caller's user and timers may do to a call. */
export function callerActions(acts: Acts, call: OutgoingCall, before: OutgoingCall | undefined): void {
  const { connection, name } = call;
  // Calls of one peer are numbered in the order in which they begin; which is first makes no difference.
  const mayCall = () =>
    !call.hasBegun && connection.isOpenForData && connection.state === "open" && (before?.hasBegun ?? true);
  acts.add(null, { label: `makes ${name}`, isEnabled: mayCall, run: () => call.start(false) });
  if (call.channels.length > 0) {
    const label = `makes ${name}, its channels given up`;
    acts.may("callGivenUp", { label, isEnabled: mayCall, run: () => call.start(true) });
  }
  acts.may("cancel", { label: `cancels ${name}`, isEnabled: () => call.isAlive, run: () => call.cancel() });
  const mayTimeOut = () => call.mayTimeOut;
  acts.may("deadline", { label: `timer.deadline of ${name}`, isEnabled: mayTimeOut, run: () => call.deadline() });
  giveUpAction(acts, call);
  channelActions(acts, call, (channel) => channel.hasBegun);
}

/** What the callee's handler and timers may do to a call. */
export function calleeActions(acts: Acts, call: IncomingCall): void {
  const { name } = call;
  const runs = () => call.handlerRuns.isSet;
  acts.add(4, { label: `responds to ${name}`, isEnabled: runs, run: () => call.respond() });
  acts.may("fail", { label: `fails in ${name}`, isEnabled: runs, run: () => call.fail() });
  giveUpAction(acts, call);
  // Its handler got the channels, and may keep them after its end.
  channelActions(acts, call, () => call.hasRun);
}

type Channel = Sender | Receiver;

function giveUpAction(acts: Acts, call: OutgoingCall | IncomingCall): void {
  const mayGiveUp = () => call.mayGiveUp;
  acts.may("giveUp", { label: `timer.giveUp of ${call.name}`, isEnabled: mayGiveUp, run: () => call.giveUp() });
}

function channelActions(acts: Acts, { channels }: { channels: Channel[] }, isHeld: (channel: Channel) => boolean) {
  for (const channel of channels) {
    if (channel instanceof Receiver) receiverActions(acts, channel, () => isHeld(channel));
    else senderActions(acts, channel, () => isHeld(channel));
  }
}

function senderActions(acts: Acts, sender: Sender, isHeld: () => boolean): void {
  const { name, plan } = sender;
  const may = () => isHeld() && sender.isAlive && !sender.isClosing.isSet;
  const mayWrite = () => may() && sender.written.value < plan.writes;
  acts.add(null, { label: `writes on ${name}`, isEnabled: mayWrite, run: () => sender.write() });
  acts.add(6, { label: `closes ${name}`, isEnabled: may, run: () => sender.close() });
  const waits = () => sender.isAlive && sender.writers.isSet;
  acts.may("withdraw", { label: `withdraws a write on ${name}`, isEnabled: waits, run: () => sender.withdraw() });
}

function receiverActions(acts: Acts, receiver: Receiver, isHeld: () => boolean): void {
  const { name, plan, peer } = receiver;
  const may = () => isHeld() && receiver.isAlive && receiver.isBound;
  const mayRead = () => may() && receiver.window.queued.isSet;
  acts.add(5, { label: `reads from ${name}`, isEnabled: mayRead, run: () => receiver.read() });
  acts.may("abandon", { label: `abandons ${name}`, isEnabled: may, run: () => receiver.giveUp() });
  if (plan.credit > 0 && !peer.mayDo("grant")) return;
  const mayGrant = () => may() && receiver.isOpenForData && receiver.window.byHand.value < plan.writes;
  const settles = plan.credit === 0 ? 7 : null;
  acts.add(settles, { label: `grants on ${name}`, isEnabled: mayGrant, run: () => receiver.grantByHand() });
}
