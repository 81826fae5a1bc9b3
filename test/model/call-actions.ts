import type { Action } from "./actions.ts";
import type { IncomingCall } from "./incoming-call.ts";
import type { OutgoingCall } from "./outgoing-call.ts";
import type { Receiver } from "./receiver.ts";
import type { Sender } from "./sender.ts";

/** Makes an action of one peer; none of its actions is enabled once its session is over. */
export type Act = (label: string, settles: number | null, isEnabled: () => boolean, run: () => void) => Action;

export function callerActions(act: Act, call: OutgoingCall, before: OutgoingCall | undefined): Action[] {
  const { peer, connection, name } = call;
  const actions: Action[] = [];
  // Calls of one peer are numbered in the order in which they begin; which is first makes no difference.
  const mayCall = () =>
    !call.hasBegun && connection.isOpenForData && connection.state === "open" && (before?.hasBegun ?? true);
  actions.push(act(`makes ${name}`, null, mayCall, () => call.start(false)));
  if (peer.mayDo("callGivenUp") && call.channels.length > 0) {
    actions.push(act(`makes ${name}, its channels given up`, null, mayCall, () => call.start(true)));
  }
  if (peer.mayDo("cancel"))
    actions.push(
      act(
        `cancels ${name}`,
        null,
        () => call.isAlive,
        () => call.cancel(),
      ),
    );
  if (peer.mayDo("deadline"))
    actions.push(
      act(
        `timer.deadline of ${name}`,
        null,
        () => call.mayTimeOut,
        () => call.deadline(),
      ),
    );
  if (peer.mayDo("giveUp"))
    actions.push(
      act(
        `timer.giveUp of ${name}`,
        null,
        () => call.mayGiveUp,
        () => call.giveUp(),
      ),
    );
  for (const channel of call.channels) actions.push(...channelActions(act, channel, () => channel.hasBegun));
  return actions;
}

export function calleeActions(act: Act, call: IncomingCall): Action[] {
  const { peer, name } = call;
  const runs = () => call.handlerRuns.isSet;
  const actions = [act(`responds to ${name}`, 4, runs, () => call.respond())];
  if (peer.mayDo("fail")) actions.push(act(`fails in ${name}`, null, runs, () => call.fail()));
  if (peer.mayDo("giveUp"))
    actions.push(
      act(
        `timer.giveUp of ${name}`,
        null,
        () => call.mayGiveUp,
        () => call.giveUp(),
      ),
    );
  // Its handler got the channels, and may keep them after its end.
  const isHeld = () => call.hasRun;
  for (const channel of call.channels) actions.push(...channelActions(act, channel, isHeld));
  return actions;
}

function channelActions(act: Act, channel: Sender | Receiver, isHeld: () => boolean): Action[] {
  return "writers" in channel ? senderActions(act, channel, isHeld) : receiverActions(act, channel, isHeld);
}

function senderActions(act: Act, sender: Sender, isHeld: () => boolean): Action[] {
  const { name, plan, peer } = sender;
  const may = () => isHeld() && sender.isAlive && !sender.isClosing.isSet;
  const actions = [
    act(
      `writes on ${name}`,
      null,
      () => may() && sender.written.value < plan.writes,
      () => sender.write(),
    ),
    act(`closes ${name}`, 6, may, () => sender.close()),
  ];
  if (peer.mayDo("withdraw")) {
    const waits = () => sender.isAlive && sender.writers.isSet;
    actions.push(act(`withdraws a write on ${name}`, null, waits, () => sender.withdraw()));
  }
  return actions;
}

function receiverActions(act: Act, receiver: Receiver, isHeld: () => boolean): Action[] {
  const { name, plan, peer } = receiver;
  const may = () => isHeld() && receiver.isAlive && receiver.isBound;
  const actions = [
    act(
      `reads from ${name}`,
      5,
      () => may() && receiver.window.queued.isSet,
      () => receiver.read(),
    ),
  ];
  if (peer.mayDo("abandon")) actions.push(act(`abandons ${name}`, null, may, () => receiver.giveUp()));
  if (plan.credit === 0 || peer.mayDo("grant")) {
    const mayGrant = () => may() && receiver.isOpenForData && receiver.window.byHand.value < plan.writes;
    actions.push(act(`grants on ${name}`, plan.credit === 0 ? 7 : null, mayGrant, () => receiver.grantByHand()));
  }
  return actions;
}
