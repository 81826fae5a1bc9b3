import type { Dice, Stage } from "./stage.ts";

const METHODS = ["Orders.place", "Orders.find", "Stock.count", "Prices.quote", "Users.whoami"];

/** A call on connection 0 and its handler; they answer within half a second. */
export function call(stage: Stage, dice: Dice, at: number, id: number): void {
  const method = METHODS[dice.below(METHODS.length)] ?? "";
  open(stage, at, id, method);
  const takes = dice.between(6, 480);
  const [ours, theirs] = pair(id);
  const fate = dice.next();
  if (fate < 0.06) {
    stage.event(at + takes, theirs, "local.fail");
    stage.end(at + takes, theirs);
  } else {
    stage.event(at + takes, theirs, "local.respond");
    stage.end(at + takes, theirs);
  }
  stage.message(
    at + takes,
    "Response",
    theirs,
    ours,
    { connection: 0, request: id, channels: [] },
    8 + dice.below(400),
  );
  stage.event(at + takes + 2, ours, "peer.response");
  stage.end(at + takes + 2, ours);
}

/** A Request that goes out and finds its handler. */
export function open(stage: Stage, at: number, id: number, method: string, channels: number[] = []): void {
  const [ours, theirs] = pair(id);
  const label = `${method} #${id}`;
  stage.begin(at, { life: ours, chart: "outgoingRequest", parent: "left/s1/c0", label, connection: 0, id });
  stage.event(at, ours, "parent.slot");
  stage.message(
    at,
    "Request",
    ours,
    theirs,
    { connection: 0, request: id, method: `${0x7a31n * BigInt(id)}`, channels, metadata: [] },
    24 + id,
  );
  stage.begin(at + 2, { life: theirs, chart: "incomingRequest", parent: "right/s1/c0", label, connection: 0, id });
  stage.event(at + 2.2, theirs, "parent.slot");
}

export function pair(id: number): [string, string] {
  return [`left/s1/c0/r${id}`, `right/s1/c0/h${id}`];
}

export function cancelled(stage: Stage, at: number, id: number): void {
  open(stage, at, id, "Search.deep");
  const [ours, theirs] = pair(id);
  stage.event(at + 1_800, ours, "local.cancel");
  stage.message(at + 1_800, "CancelRequest", ours, theirs, { connection: 0, request: id, metadata: [] }, 6);
  stage.event(at + 1_802, theirs, "peer.cancel");
  stage.event(at + 2_600, theirs, "local.respond");
  stage.end(at + 2_600, theirs);
  stage.message(at + 2_600, "Response", theirs, ours, { connection: 0, request: id, channels: [] }, 9);
  stage.event(at + 2_602, ours, "peer.response", "cancelled");
  stage.end(at + 2_602, ours);
}

export function awaiting(stage: Stage, at: number, id: number, method: string, until: number): void {
  open(stage, at, id, method);
  const [ours, theirs] = pair(id);
  for (let later = at + 500; later <= until; later += 1_000) {
    const lasts = `${Math.round((later - at) / 1_000)} s`;
    const name = `${method} (request ${id} on connection 0)`;
    stage.sample(later, ours, {
      explanation: `${name} has been awaiting its response for ${lasts}: the other side must answer`,
    });
    stage.sample(later, theirs, {
      explanation: `our handler of ${name} has been running for ${lasts}: our handler must return`,
    });
  }
}
