import { idsIn, LifeNames } from "../../inspect/feed/life-names.ts";
import { plain } from "../../inspect/feed/plain.ts";
import type { FeedRecord, FrameRecord, Header, LifeName, Stamp } from "../../inspect/records.ts";
import { software } from "../../inspect/software.ts";
import { rowName } from "../../machines/chart.ts";
import { rowRules } from "../../machines/row-rules.ts";
import type { Actor } from "./actor.ts";
import type { Happening, Move, Spot, Tables } from "./charts.ts";
import type { Counterexample } from "./explore.ts";
import type { Message } from "./messages.ts";
import type { Peer } from "./peer.ts";
import { play } from "./playback.ts";
import { Receiver } from "./receiver.ts";
import { Sender } from "./sender.ts";
import type { Witness } from "./witness.ts";

const PEERS = ["left", "right"] as const;

/** A counterexample as a recording, for the inspector. A step takes a millisecond. */
export function recordingOf(counterexample: Counterexample, tables: Tables): string {
  const recorder = new Recorder(tables);
  for (const { step, action, breach } of play(counterexample, tables, recorder, (step) => recorder.goOn(step))) {
    if (breach !== null) recorder.fail(action?.by?.index ?? 0, counterexample.rule, `step ${step}: ${breach}`);
  }
  const header: Header = {
    ...{ type: "header", format: "roam-xstate-recording", version: 1, software: software() },
    ...{ began: 0, peers: PEERS, limits: {}, redacted: true },
  };
  return [header, ...recorder.records].map((line) => `${JSON.stringify(line)}\n`).join("");
}

class Recorder implements Witness {
  readonly records: FeedRecord[] = [];
  readonly #tables: Tables;
  readonly #names = PEERS.map((peer) => new LifeNames(`${peer}/s1`));
  #step = 0;

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  goOn(step: number): void {
    this.#step = step;
  }

  fail(peer: number, rule: string, text: string): void {
    this.records.push({ ...this.#stamp(peer), type: "error", life: null, rule, text });
  }

  began(actor: Actor): void {
    const isChannel = actor instanceof Sender || actor instanceof Receiver;
    this.records.push({
      ...this.#stamp(actor.peer.index),
      ...{ type: "actor", life: this.#nameOf(actor), parent: this.#parentOf(actor), chart: actor.chart },
      ...{ label: actor.name, ...idsIn(actor.input), state: actor.state, input: plain(actor.input) },
      ...{ initialCredit: isChannel ? actor.plan.credit : null, late: false },
    });
  }

  stepped(actor: Actor, event: Happening, from: Spot, move: Move | null): void {
    const stamp = this.#stamp(actor.peer.index);
    const life = this.#nameOf(actor);
    const to = move?.to ?? from;
    this.records.push({
      ...{ ...stamp, type: "transition", life, from: from.value, to: to.value, unexpected: move === null },
      event: { ...Object(plain(event)), type: event.type },
      rules: move === null ? [] : (rowRules[actor.chart][rowName(move.row)] ?? []),
    });
    if (!to.isFinal) return;
    const output = plain(this.#tables[actor.chart].output({ value: to.value, context: to.context }));
    this.records.push({ ...this.#stamp(actor.peer.index), type: "end", life, state: to.value, output });
  }

  sent(peer: Peer, message: Message): void {
    this.#frame(peer, "out", message);
  }

  received(peer: Peer, message: Message): void {
    this.#frame(peer, "in", message);
  }

  #frame(peer: Peer, direction: FrameRecord["direction"], message: Message): void {
    const about = aboutIn(peer, message);
    this.records.push({
      ...{ ...this.#stamp(peer.index), type: "frame", direction, life: this.#nameOf(about) },
      ...{ kind: message.kind, size: 0, fields: fieldsOf(message), bytes: null },
    });
  }

  #stamp(peer: number): Stamp {
    const seq = this.records.length + 1;
    return { seq, at: this.#step, wall: this.#step, peer: PEERS[peer === 0 ? 0 : 1] };
  }

  #nameOf({ peer, chart, input }: Actor): LifeName {
    return this.#names[peer.index]?.of(chart, idsIn(input)) ?? "";
  }

  #parentOf(actor: Actor): LifeName | null {
    const { peer } = actor;
    if (actor === peer.session) return null;
    for (const connection of peer.connections) {
      const calls = [...connection.outgoing, ...connection.incoming];
      const call = calls.find(({ channels }) => channels.some((channel) => channel === actor));
      if (call !== undefined) return this.#nameOf(call);
      if (calls.some((other) => other === actor)) return this.#nameOf(connection);
    }
    return this.#nameOf(peer.session);
  }
}

/** The actor that a message is about, at one of the peers. */
function aboutIn(peer: Peer, { kind, on, call, channel }: Message): Actor {
  const connection = on === undefined ? undefined : peer.connections[on];
  if (connection === undefined) {
    return (kind === "Ping" || kind === "Pong" ? peer.keepalive : null) ?? peer.session;
  }
  const { outgoing, incoming, senders, receivers } = connection;
  const isThis = ({ index }: { readonly index: number }) => index === (channel ?? call);
  const found =
    channel === undefined ? [...outgoing, ...incoming].find(isThis) : [...senders, ...receivers].find(isThis);
  return found ?? connection;
}

function fieldsOf({ on, call, channel, answer, count }: Message): FrameRecord["fields"] {
  return {
    ...(on !== undefined && { connection: on }),
    ...(call !== undefined && { request: call + 1 }),
    ...(channel !== undefined && { channel: channel + 1 }),
    ...(answer !== undefined && { answer }),
    ...(count !== undefined && { count }),
  };
}
