import type { Ending, Parity, Settings } from "../../machines/endings.ts";
import type { Intent } from "../../machines/intent.ts";
import { Actor } from "./actor.ts";
import type { Happening } from "./charts.ts";
import { checkConnection, checkSettings } from "./connection-check.ts";
import { accepts, connectionEnded, endedWith, established, event, release } from "./events.ts";
import type { IncomingCall } from "./incoming-call.ts";
import { Line } from "./line.ts";
import type { Message } from "./messages.ts";
import { PARTED } from "./outcomes.ts";
import type { OutgoingCall } from "./outgoing-call.ts";
import type { Peer } from "./peer.ts";
import type { Receiver } from "./receiver.ts";
import type { Sender } from "./sender.ts";

const HERE = 1;
const THERE = 2;

/** One connection at one peer, and what lives on it there. */
export class Connection extends Actor {
  readonly index: number;
  readonly parity: Parity;
  readonly outgoing: OutgoingCall[] = [];
  readonly incoming: IncomingCall[] = [];
  readonly senders: Sender[] = [];
  readonly receivers: Receiver[] = [];
  readonly calls: Line;
  readonly handlers: Line;
  readonly told = this.cell();
  /** The accept hook was asked. */
  readonly isAsked = this.cell();
  /** The maker still holds it. */
  readonly isHeldByUser = this.cell();
  isStarting = false;
  readonly #handles = this.cell();
  readonly #how = this.cell();
  readonly verdicts = this.cell();
  readonly #hasOpened = this.cell();
  #atHand: Message | null = null;

  constructor(peer: Peer, index: number, parity: Parity) {
    super(peer, "connection");
    const { memory, plan } = peer.world;
    this.index = index;
    this.parity = parity;
    this.calls = new Line(memory, plan.inFlight, this.outgoing);
    this.handlers = new Line(memory, plan.handlers, this.incoming);
    peer.connections.push(this);
  }

  get name(): string {
    return this.index === 0 ? "root" : `virtual ${this.index}`;
  }

  get settings(): Settings {
    return { parity: this.parity, maxConcurrentRequests: this.peer.world.plan.inFlight };
  }

  get input() {
    const { profile } = this.peer.world.plan;
    // What the accept hook says replaces what an acceptor begins with.
    const isAsked = this.index > 0 && !this.isOpener;
    const settings = isAsked ? { ...this.settings, maxConcurrentRequests: 64 } : this.settings;
    return { connection: this.index, profile, settings };
  }

  get isUp(): boolean {
    return this.state === "open" || this.state === "draining";
  }

  get isHeld(): boolean {
    return this.#handles.value > 0;
  }

  get endedThere(): boolean {
    return this.#how.value === THERE;
  }

  get ending(): Ending | null {
    return this.spot?.context.ending ?? null;
  }

  override begin(): void {
    super.begin();
    this.#handles.value = 1;
    this.isHeldByUser.isSet = true;
  }

  establish(): void {
    this.begin();
    this.deliver(established(this.peer.other.session.settings));
  }

  open(): void {
    this.begin();
    this.deliver(event("local.open"));
  }

  accept(): void {
    this.deliver(accepts(this.settings));
  }

  retain(): void {
    this.#handles.value++;
  }

  release(): void {
    this.#handles.value--;
    if (this.#handles.value > 0 || !this.isAlive) return;
    this.deliver(event("local.release"));
    if (this.index === 0) this.peer.session.deliver(release(this.peer.virtual));
  }

  /** Asks the chart about a message that no actor of its own waits for. */
  consult(happening: Happening, message: Message | null = null): void {
    this.#atHand = message;
    this.deliver(happening);
    this.#atHand = null;
  }

  /** Sends queued calls and runs waiting handlers, as far as slots and the outbox go. */
  startQueued(): void {
    if (this.isStarting || (!this.isUp && !this.peer.hasFault("teardownRuns"))) return;
    this.isStarting = true;
    while (this.peer.out.hasRoom) {
      const next = this.calls.next() ?? this.handlers.next();
      if (!(next instanceof Actor)) break;
      next.deliver(event("parent.slot"));
    }
    this.isStarting = false;
  }

  perform(intent: Intent): void {
    const { index: on, peer } = this;
    const message = this.#atHand;
    switch (intent.type) {
      case "sendOpen":
        peer.out.send({ kind: "OpenConnection", on });
        return;
      case "sendAccept":
        peer.out.send({ kind: "AcceptConnection", on });
        return;
      case "sendReject":
        this.#tell(PARTED.rejectSent);
        peer.out.send({ kind: "RejectConnection", on });
        return;
      case "sendClose":
        this.#tell(PARTED.closeSent);
        peer.out.send({ kind: "CloseConnection", on });
        return;
      case "askAcceptor":
        this.isAsked.isSet = true;
        if (peer.session.state === "draining") this.deliver(event("local.reject"));
        return;
      case "announceOpen":
        checkSettings(this);
        this.#hasOpened.isSet = true;
        this.verdicts.value++;
        return;
      case "endEverything":
        if (this.ending !== null) this.#endEverything(endedWith(this.ending));
        return;
      case "admitCall":
        this.#callAtHand(message).admit();
        return;
      case "refuseCall":
        this.#callAtHand(message).refuse();
        return;
      case "bufferEarly":
        this.receivers.find(({ index }) => index === message?.channel)?.keepEarly(message?.kind === "CloseChannel");
        return;
      default:
        throw this.unknown(intent);
    }
  }

  /** A message about it came; noted before its chart hears of it. */
  hear(told: number): void {
    if (this.isAlive) this.told.value = told;
  }

  retire(): void {
    if (!this.#hasOpened.isSet) this.verdicts.value++;
    this.#how.value = this.ending?.cause === "closedThere" ? THERE : HERE;
    this.peer.session.deliver(connectionEnded(this.peer.virtual));
  }

  protected override stepped(happening: Happening): void {
    if (happening.type === "parent.ended") this.told.value = PARTED.sessionOver;
    if (this.isAlive) return;
    this.demand(this.ending !== null, "connection.end", "nobody knows why it ended");
  }

  check(): void {
    checkConnection(this);
  }

  get isOpener(): boolean {
    return this.peer.world.plan.virtual?.[this.index - 1] === this.peer.index;
  }

  #tell(told: number): void {
    this.demand(this.told.value === PARTED.nothing, "connection.end", "it was said already");
    this.told.value = told;
  }

  #callAtHand(message: Message | null): IncomingCall {
    const call = this.incoming.find(({ index }) => index === message?.call);
    if (call === undefined) throw this.breach("model", "no call is at hand");
    return call;
  }

  /** Callers learn first, then handlers, then writers, then readers. */
  #endEverything(ended: Happening): void {
    for (const life of [...this.outgoing, ...this.incoming, ...this.senders, ...this.receivers]) life.deliver(ended);
  }
}
