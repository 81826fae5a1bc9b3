import { open, pair } from "./call-scenes.ts";
import type { Dice, Stage } from "./stage.ts";

/** Both ends of a channel from left to right, N = 16. */
function channel(stage: Stage, at: number, request: number, id: number): [string, string] {
  const [ours, theirs] = [`left/s1/c0/tx${id}`, `right/s1/c0/rx${id}`];
  const [call, handler] = pair(request);
  const common = { connection: 0, id, credit: 16 };
  stage.begin(at, { ...common, life: ours, chart: "outgoingChannel", parent: call, label: `Tx ${id}` });
  stage.event(at, ours, "parent.announced", "flowing");
  stage.begin(at + 2, { ...common, life: theirs, chart: "incomingChannel", parent: handler, label: `Rx ${id}` });
  stage.event(at + 2.4, theirs, "local.bind");
  return [ours, theirs];
}

function item(stage: Stage, at: number, from: string, to: string, id: number): void {
  stage.message(at, "ChannelItem", from, to, { connection: 0, channel: id }, 40);
}

export function stream(stage: Stage, dice: Dice, at: number, id: number, lasts: number): void {
  open(stage, at, id, "Orders.upload", [id]);
  const [tx, rx] = channel(stage, at + 0.5, id, id);
  let credit = 16;
  let then = at + 10;
  while (then < at + lasts) {
    then += dice.between(30, 160);
    if (credit === 0) {
      stage.event(then, tx, "local.stall");
      then += dice.between(120, 700);
      stage.message(then, "GrantCredit", rx, tx, { connection: 0, channel: id, additional: 16 }, 5);
      credit = 16;
      stage.event(then + 2, tx, "peer.grant");
      stage.sample(then + 2, tx, {
        credit,
        explanation: `channel ${id} has been flowing for 0 ms: our code may send or close`,
      });
      continue;
    }
    item(stage, then, tx, rx, id);
    credit -= 1;
    stage.sample(then, tx, {
      credit,
      explanation: `channel ${id} has been flowing: ${credit} credit: our code may send or close`,
    });
  }
  stage.event(then + 20, tx, "local.close");
  stage.message(then + 20, "CloseChannel", tx, rx, { connection: 0, channel: id, metadata: [] }, 5);
  stage.end(then + 20, tx);
  stage.event(then + 22, rx, "peer.close", "closed");
  stage.end(then + 22, rx);
  const [ours, theirs] = pair(id);
  stage.event(then + 30, theirs, "local.respond");
  stage.end(then + 30, theirs);
  stage.message(then + 30, "Response", theirs, ours, { connection: 0, request: id, channels: [] }, 12);
  stage.event(then + 32, ours, "peer.response");
  stage.end(then + 32, ours);
}

/** A reader that stops: the writer stalls for good. */
export function stalled(stage: Stage, at: number, id: number, until: number): void {
  open(stage, at, id, "Logs.follow", [id]);
  const [tx, rx] = channel(stage, at + 0.5, id, id);
  for (let n = 0; n < 16; n += 1) {
    item(stage, at + 100 + n * 70, tx, rx, id);
    stage.sample(at + 100 + n * 70, tx, {
      credit: 15 - n,
      explanation: `channel ${id} has been flowing: ${15 - n} credit`,
    });
  }
  const then = at + 100 + 16 * 70;
  stage.event(then, tx, "local.stall");
  for (let later = then; later <= until; later += 500) {
    const lasts = `${((later - then) / 1_000).toFixed(1)} s`;
    const explanation = `channel ${id} has been stalled for ${lasts}: 16 items sent, no credit: the receiver must take items and grant`;
    stage.sample(later, tx, { credit: 0, waiting: 1, explanation });
    const there = `channel ${id} has been open for ${lasts}: 16 items queued: our code must take them`;
    stage.sample(later, rx, { credit: 0, queued: 16, explanation: there });
  }
}

export function slowReader(stage: Stage, at: number, id: number): void {
  open(stage, at, id, "Events.watch", [id]);
  const [tx, rx] = channel(stage, at + 0.5, id, id);
  for (let n = 0; n < 40; n += 1) {
    item(stage, at + 60 + n * 420, tx, rx, id);
    const credit = 16 - (n % 14);
    stage.sample(at + 60 + n * 420, tx, {
      credit,
      explanation: `channel ${id} has been flowing: our code may send or close`,
    });
    stage.sample(at + 70 + n * 420, rx, {
      credit,
      queued: n % 5,
      explanation: `channel ${id} has been open: ${n % 5} items queued: our code must take them`,
    });
  }
}

export function wasReset(stage: Stage, at: number, id: number): void {
  open(stage, at, id, "Files.read", [id]);
  const [tx, rx] = channel(stage, at + 0.5, id, id);
  for (let n = 0; n < 9; n += 1) item(stage, at + 50 + n * 60, tx, rx, id);
  stage.event(at + 1_200, rx, "local.reset");
  stage.message(at + 1_200, "ResetChannel", rx, tx, { connection: 0, channel: id, metadata: [] }, 5);
  stage.end(at + 1_200, rx);
  stage.event(at + 1_202, tx, "peer.reset");
  stage.end(at + 1_202, tx);
}
