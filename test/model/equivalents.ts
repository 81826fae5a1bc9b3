/** Mutants that no exploration can tell from the chart, with the reason. */
export const equivalents: readonly { readonly of: RegExp; readonly why: string }[] = [
  {
    of: /^outgoingChannel: stalled local\.close: /,
    why: "no way leads there: the driver closes a channel when no writer waits, and a stalled one has writers",
  },
  {
    of: /^outgoingChannel: unbound (parent\.announced \[closeRequested\]: dropped|local\.close: without noteClose)$/,
    why: "the driver remembers the close as well and, once the writers have been let on, asks again",
  },
  {
    of: /^incomingRequest: (handling|cancelling) parent\.ended: without freeSlot$/,
    why: "the slots end with the connection",
  },
  {
    of: /^connection: idle parent\.ended/,
    why: "no connection is idle between two events: what begins one says at once what it is for",
  },
  {
    of: /^connection: (awaitingAccept|deciding) parent\.ended: without endEverything$/,
    why: "nothing lives on a connection that was never open",
  },
  {
    of: /^connection: draining peer\.close\.unannounced \[compat\]: without bufferEarly$/,
    why: "its Call would be answered unrun, and what was kept thrown away; a Close kept or not is the same then",
  },
];
