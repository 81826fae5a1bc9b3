import { Charts, type Tables } from "./charts.ts";
import { Connection } from "./connection.ts";
import { checkCredit } from "./credit-check.ts";
import { event } from "./events.ts";
import { IncomingCall } from "./incoming-call.ts";
import { Memory } from "./memory.ts";
import { MessagePool } from "./messages.ts";
import { OutgoingCall } from "./outgoing-call.ts";
import { Peer } from "./peer.ts";
import type { CallPlan, PeerIndex, Plan } from "./plan.ts";
import { checkOddity, isCrossing } from "./quirks.ts";
import { Receiver } from "./receiver.ts";
import { route } from "./router.ts";
import { Sender } from "./sender.ts";
import { Wire } from "./wire.ts";

/** Two peers and the link between them. Its state is the bytes of its memory, nothing else. */
export class World {
  readonly plan: Plan;
  readonly charts: Charts;
  readonly memory = new Memory();
  readonly pool = new MessagePool();
  readonly peers: readonly [Peer, Peer];
  /** Where the bytes of each peer begin, the session's first, and where they end. */
  readonly #parts: readonly [number, number, number];

  constructor(plan: Plan, tables: Tables) {
    this.plan = plan;
    this.charts = new Charts(tables);
    const there = new Wire(plan, this.memory, this.pool);
    const back = new Wire(plan, this.memory, this.pool);
    const beginning = this.memory.size;
    const a = this.#build(0, there, back);
    const middle = this.memory.size;
    const b = this.#build(1, back, there);
    this.#parts = [beginning, middle, this.memory.size];
    this.peers = [a, b];
    this.memory.seal();
  }

  peer(index: PeerIndex): Peer {
    return this.peers[index];
  }

  /** The state in which everything begins: linked, and established unless the plan explores the handshake. */
  start(): Uint8Array {
    this.memory.bytes = new Uint8Array(this.memory.size);
    const [initiator, acceptor] = this.peers;
    for (const peer of this.peers) peer.session.begin();
    if (!this.plan.choices.has("handshake")) {
      initiator.session.deliver(event("local.initiate"));
      this.deliver(acceptor);
      this.deliver(initiator);
    }
    this.settle();
    return this.memory.bytes.slice();
  }

  /** The next message on its way to this peer arrives. */
  deliver(to: Peer): void {
    const message = to.in.take();
    if (message.odd === undefined) route(to, message);
    else {
      const isTolerated = isCrossing(to, message);
      route(to, message);
      checkOddity(to, message, isTolerated);
    }
  }

  /** The end of a step: everything that must hold, holds; what no longer matters is forgotten. */
  settle(): void {
    for (const peer of this.peers) peer.check();
    checkCredit(this);
    for (const peer of this.peers) for (const actor of peer.actors) actor.normalise();
    const [a, b] = this.peers;
    const [beginning, middle, end] = this.#parts;
    if (!a.session.isAlive) this.memory.bytes.fill(0, beginning + 1, middle);
    if (!b.session.isAlive) this.memory.bytes.fill(0, middle + 1, end);
    if (!a.session.isAlive && !b.session.isAlive) this.memory.bytes.fill(0, 0, beginning);
  }

  recover(): void {
    for (const peer of this.peers) peer.recover();
  }

  #build(index: PeerIndex, out: Wire, into: Wire): Peer {
    const peer = new Peer(this, index, out, into);
    const { plan } = this;
    new Connection(peer, 0, index === 0 ? "odd" : "even");
    plan.virtual?.forEach((opener, at) => {
      new Connection(peer, at + 1, index === opener ? "odd" : "even");
    });
    let channels = 0;
    plan.calls.forEach((call, at) => {
      addCall(peer, call, at, channels);
      channels += call.channels.length;
    });
    out.onRoom = () => {
      if (peer.hasFault("roomUntold")) return;
      for (const { senders } of peer.connections) for (const sender of senders) sender.onRoom();
      for (const connection of peer.connections) if (connection.isAlive) connection.startQueued();
    };
    return peer;
  }
}

/** The end of a call, and of its channels, that this peer holds. */
function addCall(peer: Peer, plan: CallPlan, index: number, firstChannel: number): void {
  const connection = peer.connections[plan.on === "root" ? 0 : 1];
  if (connection === undefined) throw new RangeError("a call is on a connection that nobody opens");
  const isCaller = plan.caller === peer.index;
  const call = isCaller ? new OutgoingCall(connection, index, plan) : new IncomingCall(connection, index, plan);
  plan.channels.forEach((channel, at) => {
    const sends = (channel.direction === "rx") === isCaller;
    const introducedBy = call instanceof OutgoingCall ? call : null;
    call.channels.push(
      sends
        ? new Sender(connection, firstChannel + at, channel)
        : new Receiver(connection, firstChannel + at, channel, introducedBy),
    );
  });
}
