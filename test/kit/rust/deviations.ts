/** Something that roam 7.3.0 for Rust does otherwise than its specification, and the cases that show it. */
export interface Deviation {
  /** In PROTOCOL.md 11; `null` for what has no entry there. */
  readonly id: string | null;
  readonly what: string;
  readonly shownBy: RegExp;
}

/** The first that fits a case explains it. The kit's verdicts do not depend on this list. */
export const DEVIATIONS: readonly Deviation[] = [
  {
    id: "D-R4",
    what: "The connection id of a handshake, Ping, Pong or ProtocolError is not looked at; a Pong goes out on whatever id its Ping had.",
    shownBy:
      /awaitingHello: peer\.hello \(connection 2|established: peer\.(protocolError \(connection 2|ping \(connection 2|pong)/,
  },
  {
    id: "D-R3",
    what: "A wrong version, or anything but Hello at first, is an error of Rust's own only: the other side sees the link vanish.",
    shownBy: /^session awaitingHello:/,
  },
  {
    id: "D-R2",
    what: "After the handshake, ProtocolError, Hello and HelloYourself are thrown away; the session carries on.",
    shownBy: /^session established: peer\.(hello|helloYourself|protocolError)/,
  },
  {
    id: "D-R1",
    what: "No ProtocolError is ever sent: what does not decode ends the link, and nobody is told why.",
    shownBy: /^session established: peer\.undecodable/,
  },
  {
    id: "D-R6",
    what: "OpenConnection with an id of the wrong parity, or in use, is refused like any other instead of ending the session.",
    shownBy: /peer\.open/,
  },
  {
    id: "D-R7",
    what: "An Accept or Reject that nobody waits for is dropped; where it names a live connection, users of that connection take it for closed.",
    shownBy: /peer\.(accept|reject)|AcceptConnection$/,
  },
  {
    id: "D-R8",
    what: "Messages for connections that were never opened, or are closed, are dropped: a Call there is never answered.",
    shownBy: /peer\.stray/,
  },
  {
    id: "D-R5",
    what: "CloseConnection for connection 0 is logged and the root removed; no violation is raised. The peer of this run lets go of a session without a root, so the link then ends.",
    shownBy: /^root connection open: peer\.close$/,
  },
  {
    id: "D-R12",
    what: "The announced limit of Requests in flight is never looked at: one more runs like the others.",
    shownBy: /one Request more than announced/,
  },
  {
    id: "D-R13",
    what: "Request ids are checked neither for parity nor for reuse: a second handler runs under the id of the first.",
    shownBy: /peer\.call\.(wrongParity|idInUse)/,
  },
  {
    id: "D-R34",
    what: "Channel ids in a Call are not checked: zero, wrong parity, in use, twice, too few or too many.",
    shownBy: /peer\.call\.badChannels|channels than the method has/,
  },
  {
    id: "D-R21",
    what: "Bytes behind the arguments are ignored, and integers beyond their type are cut to it: a malformed call runs.",
    shownBy: /an integer beyond its type|bytes behind the arguments/,
  },
  {
    id: "D-R24",
    what: "A Reset does not reach the sender: with credit left it goes on sending, without credit its writer waits for ever. For a channel that does not exist, Reset is kept for later.",
    shownBy: /peer\.reset|Reset while there is credit/,
  },
  {
    id: "D-R25",
    what: "Credit that comes before the handler has bound its channel is lost, and so is credit for a channel that does not exist.",
    shownBy: /peer\.grant\.unknown|credit right behind the Request/,
  },
  {
    id: "D-R29",
    what: "Items beyond the granted credit are taken as long as a queue of 64 has room, then lost without a word.",
    shownBy: /peer\.item\.overrun/,
  },
  {
    id: "D-R30",
    what: "Items and Closes for any id are hoarded: before their Call, after Close, and for ids that cannot exist.",
    shownBy: /peer\.(item|close)/,
  },
  {
    id: null,
    what: "A Response to a Request that was never made is ignored; roam has a test that pins this.",
    shownBy: /peer\.response\.unknown/,
  },
  {
    id: null,
    what: "Credit above a u32 is added up. The specification sets no bound to the sum, so this is Info.",
    shownBy: /peer\.grant\.overflow/,
  },
];

export function deviationOf(name: string): Deviation | undefined {
  return DEVIATIONS.find(({ shownBy }) => shownBy.test(name));
}
