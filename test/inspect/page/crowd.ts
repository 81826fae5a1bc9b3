import type { FeedRecord } from "../../../inspect/records.ts";
import { Dice, HEADER } from "./stage.ts";

/** Records of the crowd's beginning: one session, its connections, and `lives` lives in all. */
export function crowd(lives: number): FeedRecord[] {
  const records: FeedRecord[] = [];
  const stamp = () => ({ seq: records.length + 1, at: 0, wall: HEADER.began, peer: "left" });
  const late = { input: null, late: true, type: "actor" } as const;
  const bare = { connection: null, id: null, initialCredit: null };
  records.push({
    ...stamp(),
    ...late,
    ...bare,
    life: "left/s1",
    parent: null,
    chart: "session",
    label: "session over tcp",
    state: "established",
  });
  for (let c = 0; c < 10; c += 1) {
    const life = `left/s1/c${c}`;
    records.push({
      ...stamp(),
      ...late,
      ...bare,
      life,
      parent: "left/s1",
      chart: "connection",
      label: `connection ${c}`,
      connection: c,
      state: "open",
    });
  }
  for (let n = 0; records.length < lives; n += 1) {
    const connection = n % 10;
    const parent = `left/s1/c${connection}`;
    const id = n * 2 + 1;
    const place = { parent, connection, id };
    if (n % 3 === 0) {
      const form = { chart: "outgoingChannel", label: `Tx ${id}`, state: "flowing", initialCredit: 16 } as const;
      records.push({ ...stamp(), ...late, ...place, ...form, life: `${parent}/tx${id}` });
    } else {
      const form = {
        chart: "outgoingRequest",
        label: `Crowd.work #${id}`,
        state: "awaitingResponse",
        initialCredit: null,
      } as const;
      records.push({ ...stamp(), ...late, ...place, ...form, life: `${parent}/r${id}` });
    }
  }
  return records;
}

/** What goes on in the crowd: items, grants, samples, and calls that end while others begin. */
export class Bustle {
  readonly #dice: Dice;
  readonly #lives: number;
  #seq: number;
  #nextCall: number;

  constructor(seed: number, lives: number) {
    this.#dice = new Dice(seed);
    this.#lives = lives;
    this.#seq = lives;
    this.#nextCall = lives * 2 + 1;
  }

  records(count: number, at: number): FeedRecord[] {
    const records: FeedRecord[] = [];
    while (records.length < count) this.#scene(records, at);
    return records;
  }

  #scene(records: FeedRecord[], at: number): void {
    const stamp = () => {
      this.#seq += 1;
      return { seq: this.#seq, at, wall: HEADER.began + at, peer: "left" };
    };
    const connection = this.#dice.below(10);
    const parent = `left/s1/c${connection}`;
    if (this.#dice.next() < 0.75) {
      const n = connection + 10 * this.#dice.below(Math.floor(this.#lives / 10) - 2);
      const id = n * 2 + 1;
      const life = `${parent}/tx${id}`;
      if (n % 3 !== 0) return;
      const credit = this.#dice.below(17);
      records.push({
        ...stamp(),
        type: "frame",
        direction: "out",
        life,
        kind: "ChannelItem",
        size: 60,
        fields: { connection, channel: id },
        bytes: "00".repeat(60),
      });
      records.push({
        ...stamp(),
        type: "sample",
        life,
        credit,
        queued: 0,
        waiting: credit === 0 ? 1 : 0,
        explanation: `channel ${id} has been flowing: ${credit} credit`,
      });
      return;
    }
    const id = this.#nextCall;
    this.#nextCall += 2;
    const life = `${parent}/r${id}`;
    const common = { type: "transition", life, unexpected: false, rules: ["rpc.request"] } as const;
    records.push({
      ...stamp(),
      type: "actor",
      life,
      parent,
      chart: "outgoingRequest",
      label: `Crowd.quick #${id}`,
      connection,
      id,
      state: "queued",
      input: null,
      initialCredit: null,
      late: false,
    });
    records.push({ ...stamp(), ...common, event: { type: "parent.slot" }, from: "queued", to: "awaitingResponse" });
    records.push({
      ...stamp(),
      type: "frame",
      direction: "out",
      life,
      kind: "Request",
      size: 48,
      fields: { connection, request: id, method: "77" },
      bytes: "01".repeat(48),
    });
    records.push({
      ...stamp(),
      ...common,
      event: { type: "peer.response" },
      from: "awaitingResponse",
      to: "responded",
    });
    records.push({ ...stamp(), type: "end", life, state: "responded", output: { outcome: "responded" } });
  }
}
