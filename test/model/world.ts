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
import type { Witness } from "./witness.ts";

interface Range {
  readonly from: number;
  readonly to: number;
}

/** Where the bytes of each peer are, the session's first, and those of what it has sent. */
interface Parts {
  readonly link: readonly [Range, Range];
  readonly peers: readonly [Range, Range];
}

/** Two peers and the link between them. Its state is the bytes of its memory, nothing else. */
export class World {
  readonly plan: Plan;
  readonly charts: Charts;
  readonly memory = new Memory();
  readonly pool = new MessagePool();
  readonly peers: readonly [Peer, Peer];
  /** Sees what happens, if anybody wants to. */
  witness: Witness | null = null;
  readonly #parts: Parts;

  constructor(plan: Plan, tables: Tables) {
    this.plan = plan;
    this.charts = new Charts(tables);
    const { memory } = this;
    const there = new Wire(plan, memory, this.pool);
    const middle = memory.size;
    const back = new Wire(plan, memory, this.pool);
    const beginning = memory.size;
    const a = this.#build(0, there, back);
    const second = memory.size;
    const b = this.#build(1, back, there);
    this.#parts = {
      link: [
        { from: 0, to: middle },
        { from: middle, to: beginning },
      ],
      peers: [
        { from: beginning, to: second },
        { from: second, to: memory.size },
      ],
    };
    this.peers = [a, b];
    this.memory.seal();
  }

  peer(index: PeerIndex): Peer {
    return this.peers[index];
  }

  /** The state in which everything begins: linked, and established unless the plan explores the handshake. */
  start(): Uint8Array {
    this.memory.bytes.fill(0);
    const [initiator, acceptor] = this.peers;
    for (const peer of this.peers) peer.session.begin();
    if (!this.plan.choices.has("handshake")) {
      initiator.session.deliver(event("local.initiate"));
      this.deliver(acceptor);
      this.deliver(initiator);
    }
    if (this.plan.isOpened) for (const { index } of initiator.connections.slice(1)) this.#open(index);
    this.settle();
    return this.memory.bytes.slice();
  }

  #open(index: number): void {
    const opener = this.peer(this.plan.virtual?.[index - 1] ?? 0);
    opener.connections[index]?.open();
    this.deliver(opener.other);
    opener.other.connections[index]?.accept();
    this.deliver(opener);
  }

  /** The next message on its way to this peer arrives. */
  deliver(to: Peer): void {
    const message = to.in.take();
    this.witness?.received(to, message);
    if (message.odd === undefined) route(to, message);
    else {
      const isTolerated = isCrossing(to, message);
      route(to, message);
      checkOddity(to, message, isTolerated);
    }
  }

  /**
   * The end of a step: everything that must hold, holds; what no longer matters is forgotten. A peer that is as it was
   * before the step, its outbox too, need not be looked at.
   */
  settle(before: Uint8Array | null = null): void {
    const [a, b] = this.peers;
    const moved = before === null ? this.peers : this.peers.filter(({ index }) => !this.#isSame(index, before));
    for (const peer of moved) peer.check();
    checkCredit(this);
    for (const peer of moved) for (const actor of peer.actors) actor.normalise();
    const { bytes } = this.memory;
    const { peers, link } = this.#parts;
    if (!a.session.isAlive) bytes.fill(0, peers[0].from + 1, peers[0].to);
    if (!b.session.isAlive) bytes.fill(0, peers[1].from + 1, peers[1].to);
    if (!a.session.isAlive && !b.session.isAlive) bytes.fill(0, 0, link[1].to);
  }

  #isSame(peer: PeerIndex, before: Uint8Array): boolean {
    return this.#isUntouched(this.#parts.peers[peer], before) && this.#isUntouched(this.#parts.link[peer], before);
  }

  #isUntouched({ from, to }: Range, before: Uint8Array): boolean {
    const { bytes } = this.memory;
    for (let at = from; at < to; at++) if (bytes[at] !== before[at]) return false;
    return true;
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
    out.onSend = (message) => this.witness?.sent(peer, message);
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
