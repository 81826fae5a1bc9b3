import type { AnyActorRef } from "xstate";
import type { Ending, Settings } from "../../machines/endings.ts";
import type { incomingRequest } from "../../machines/incoming-request.ts";
import type { outgoingRequest } from "../../machines/outgoing-request.ts";
import { tables } from "../../machines/tables.ts";
import { violationOf } from "../../machines/violations.ts";
import { type Deferred, deferred, mayGoUnseen } from "../deferred.ts";
import { ConnectionEndedError, MisuseError, type Place } from "../errors.ts";
import { breachOf, type Policy, refusal } from "../limits.ts";
import type { Link } from "../link/link.ts";
import type { LinkError } from "../link/link-error.ts";
import { emptyMetadata, encodeMessage, type Message, type Metadata, Reader, Writer } from "../wire/index.ts";
import { ActorPool } from "./actor-pool.ts";
import { systemClock } from "./clock.ts";
import type { Connection } from "./connection.ts";
import { Connections } from "./connections.ts";
import { DriverActor } from "./driver-actor.ts";
import { type DoneEvent, DriverLogic, type DriverSnapshot } from "./driver-logic.ts";
import type { DriverOptions } from "./driver-options.ts";
import { Inbound } from "./inbound.ts";
import { Keepalive } from "./keepalive.ts";
import type { Dispatcher } from "./method.ts";
import { Outbox } from "./outbox.ts";
import { checkMetadata, UNLIMITED } from "./outgoing-metadata.ts";
import { retire } from "./retire.ts";
import { Session } from "./session.ts";
import { type Timer, TimerWheel } from "./timer-wheel.ts";
import { Toll } from "./toll.ts";
import { TurnClock } from "./turn-clock.ts";
import type { Watch } from "./watch.ts";

/** Whoever waits for room in the outbox: `pump` is called once, when there is some. */
export interface AwaitingRoom {
  pump(): void;
}

/** What a drain could not wait for. */
export interface Cut {
  readonly requests: number;
  readonly channels: number;
}

/**
 * One link's session and everything on it: the parent of all its actors. It moves bytes between the link and the
 * actors, keeps the maps that routing looks things up in, and performs what the charts ask for.
 */
export class Driver {
  readonly actor: DriverActor;
  readonly link: Link;
  readonly policy: Policy;
  readonly session: Session;
  readonly timers: TimerWheel;
  readonly outbox: Outbox;
  /** Scratch for one outgoing message at a time. */
  readonly writer = new Writer();
  /** For what is read at once and in one go. */
  readonly reader = new Reader(new Uint8Array(0));
  readonly connections = new Connections(this);
  /** Request actors at rest; channels and connections live long enough to be made anew. */
  readonly pools: {
    outgoingRequest: ActorPool<typeof outgoingRequest>;
    incomingRequest: ActorPool<typeof incomingRequest>;
  };
  /** Whether somebody watches every actor: then none may serve two lives. */
  isInspected: boolean;
  readonly toll: Toll;
  keepalive: Keepalive | null = null;
  /** Who hears of every life, event and frame. */
  watch: Watch | null = null;
  /** Bytes of items that came and were not taken, on all connections. */
  undeliveredBytes = 0;
  readonly clock: TurnClock;
  readonly #options: DriverOptions;
  readonly #inbound: Inbound;
  readonly #established: Deferred<Connection> = deferred();
  readonly #closed: Deferred<Ending> = deferred();
  readonly #awaitingRoom = new Set<AwaitingRoom>();
  #handshakeTimer: Timer | null = null;
  #drainMs = 0;
  #cut: Cut = { requests: 0, channels: 0 };

  constructor(link: Link, options: DriverOptions) {
    const { policy, role, clock = systemClock, inspect } = options;
    const { limits } = policy;
    this.#options = options;
    this.policy = policy;
    this.link = link;
    this.clock = new TurnClock(clock);
    this.timers = new TimerWheel(this.clock);
    this.toll = new Toll(this);
    this.pools = {
      outgoingRequest: new ActorPool(tables.outgoingRequest, limits.requestsInFlight),
      incomingRequest: new ActorPool(tables.incomingRequest, limits.requestsInFlight),
    };
    this.isInspected = inspect !== undefined;
    this.outbox = new Outbox(link, limits.outboxBytes, () => this.#onRoom(), this);
    this.#inbound = new Inbound(this);
    mayGoUnseen(this.#established.promise);
    this.actor = new DriverActor(
      new DriverLogic(
        (event) => retire(this, event),
        (error) => this.#onFailure(error),
      ),
      {
        id: "driver",
        ...(inspect === undefined ? {} : { inspect }),
      },
    ).start();

    this.#noticeInspectors();
    this.watch = options.watch?.(this) ?? null;

    const parity = options.parity ?? (role === "initiator" ? "odd" : "even");
    const settings = { parity, maxConcurrentRequests: limits.requestsInFlight };
    this.session = new Session(this, settings, options.metadata ?? emptyMetadata);
    const breach = breachOf("handshakeMs", limits.handshakeMs);
    this.#handshakeTimer = this.timers.arm(limits.handshakeMs, () =>
      this.session.deliver({ type: "timer.handshake", breach }),
    );
    link.limitReceived?.(Math.min(limits.frameBeforeHello, link.maxPayload));
    link.start({
      payload: (bytes) => this.#inbound.payload(bytes),
      writable: () => this.outbox.drain(),
      ended: (error) => this.#onLinkEnded(error),
    });
    if (role === "initiator") this.session.deliver({ type: "local.initiate" });
  }

  /** The root connection, once the handshake is done. Rejects when the session ends before. */
  get established(): Promise<Connection> {
    return this.#established.promise;
  }

  /** Why the session ended, once it and its link are over. */
  get closed(): Promise<Ending> {
    return this.#closed.promise;
  }

  get maxPayload(): number {
    return Math.min(this.policy.limits.frame, this.link.maxPayload);
  }

  /** Whether somebody is told of every step: whoever is may call, and so write, in the middle of ours. */
  get isObserved(): boolean {
    return this.isInspected || this.actor.isWatched || this.watch !== null;
  }

  snapshot(): DriverSnapshot {
    return this.actor.getSnapshot();
  }

  /**
   * Takes nothing new, lets what runs finish, then closes. After `timeoutMs` what still runs is cut.
   * Resolves with what had to be cut.
   */
  async drain(timeoutMs: number): Promise<Cut> {
    this.#drainMs = timeoutMs;
    this.session.deliver({ type: "local.drain" });
    await this.closed;
    return this.#cut;
  }

  /** The last handle of the root is gone. */
  releaseRoot(): void {
    this.session.deliver({ type: "local.release", connections: this.connections.virtual });
  }

  /** Closes the session: what was sent before goes out, then the link ends. Idempotent. */
  close(): Promise<Ending> {
    if (this.session.isAlive) this.session.deliver({ type: "local.close" });
    return this.closed;
  }

  /** Opens a virtual connection; its `opened` tells the verdict. @throws {LimitError} @throws {ConnectionEndedError} */
  open(settings: Settings, metadata: Metadata, dispatcher: Dispatcher | null): Connection {
    const { place, state, snapshot } = this.session;
    if (snapshot.context.ending !== null) {
      throw new ConnectionEndedError("no connection can be opened", snapshot.context.ending, place);
    }
    if (!this.session.isUp || state === "draining") {
      throw new MisuseError(`no connection can be opened while ${state}`, place);
    }
    this.checkMetadata(metadata, place);
    return this.connections.open(settings, metadata, dispatcher);
  }

  /** @throws {LimitError} for metadata that is not to be sent */
  checkMetadata(metadata: Metadata, place: Place): void {
    checkMetadata(metadata, this.policy.limits, this.maxPayload, place);
  }

  /** The peer that said Hello may come in. */
  accept(): void {
    this.session.deliver({ type: "local.accept" });
  }

  /** The peer that said Hello may not; it is told why. */
  refuse(reason: string): void {
    this.session.deliver({ type: "local.refuse", reason });
  }

  send(message: Message): void {
    this.outbox.send(this.#encode(message));
  }

  /** Ahead of what waits for the link, but behind the Call that introduces what the message is about. */
  sendUrgent(message: Message, about: object | null = null): void {
    const isPong = message.kind === "Pong";
    if (!isPong && message.kind !== "GrantCredit") this.outbox.sendUrgent(this.#encode(message), about);
    else if (this.toll.answer(isPong)) {
      this.outbox.sendUrgent(this.#encode(message), about, isPong ? "pong" : "answer");
      // A sender without credit is idle until it has this.
      if (!isPong) this.link.hasten?.();
    }
  }

  /** Our verdict on a connection, in order. Bounded, like all that the counterpart makes us say. */
  sendVerdict(message: Message): void {
    if (this.toll.answer(false)) this.outbox.send(this.#encode(message), null, "answer");
  }

  /** The counterpart broke a rule. */
  violate(chart: string, event: string, place: Place, more = ""): void {
    if (!this.session.isAlive) return;
    const { rule, detail } = violationOf(chart, event);
    const { connectionId, requestId, channelId } = place;
    const where = Object.entries({ connection: connectionId, request: requestId, channel: channelId })
      .filter(([, id]) => id !== undefined)
      .map(([what, id]) => `${what} ${id}`);
    const text = [detail, ...where, more].filter((part) => part !== "").join(", ");
    this.session.deliver({ type: "parent.violation", rule, detail: text });
  }

  /** A writer, or whoever feeds the outbox, waits for it. */
  awaitRoom(waiting: AwaitingRoom): void {
    this.#awaitingRoom.add(waiting);
  }

  /** A child's life is over although its actor is not: as if XState had said so. */
  childRested(chart: string, output: DoneEvent["output"]): void {
    // The pair of name and output is right, but no type can say so.
    const self: AnyActorRef = this.actor;
    self.send({ type: `xstate.done.actor.${chart}`, actorId: chart, output });
  }

  /** Stops a child that has no end of its own. */
  stop(child: AnyActorRef): void {
    this.actor.send({ type: "driver.stop", child });
  }

  // What the session's chart asks for.

  /** Hello came: without a hook, everybody is welcome. */
  askWhetherToAccept(): void {
    const { onHello } = this.#options;
    if (onHello === undefined) this.session.deliver({ type: "local.accept" });
    else onHello(this);
  }

  /** OpenConnection came: without a hook, and beyond the limit, it is refused (`connection.open.rejection`). */
  askAcceptor(connection: Connection): void {
    const { onOpen } = this.#options;
    const limit = this.connections.noRoomForTheirs();
    if (limit !== undefined) connection.reject(refusal(breachOf(limit, this.policy.limits[limit])));
    else if (onOpen === undefined || this.session.state === "draining") connection.reject(emptyMetadata);
    else onOpen(connection);
  }

  establish(local: Settings, remote: Settings): void {
    this.#handshakeTimer?.cancel();
    this.#inbound.isShakingHands = false;
    this.link.limitReceived?.(this.maxPayload);
    const { dispatcher, keepalive } = this.#options;
    const root = this.connections.openRoot(local, remote, this.session.remoteMetadata, dispatcher);
    if (keepalive !== undefined) this.keepalive = new Keepalive(this, keepalive);
    this.#established.resolve(root);
  }

  armDrain(): void {
    this.connections.drain();
    this.timers.arm(this.#drainMs, () => {
      const { requests, channels } = this.snapshot().context;
      this.#cut = { requests, channels };
      this.session.deliver({ type: "timer.drain" });
    });
    this.checkQuiet();
  }

  endEverything(ending: Ending): void {
    this.actor.count();
    this.connections.end(ending);
    if (this.keepalive !== null) {
      this.keepalive.stop();
      this.stop(this.keepalive.actor);
      this.keepalive = null;
    }
    for (const pool of [this.pools.outgoingRequest, this.pools.incomingRequest]) {
      for (const actor of pool.clear()) this.stop(actor);
    }
    this.timers.clear();
    if (!this.#inbound.isShakingHands) return;
    const place = this.session.placeBefore;
    this.#established.reject(new ConnectionEndedError("the session was not established", ending, place));
  }

  closeLink(): void {
    this.outbox.close();
    this.link.close();
    this.timers.arm(this.policy.limits.closeMs, () => this.link.destroy());
  }

  #encode(message: Message): Uint8Array {
    this.writer.reset();
    encodeMessage(this.writer, message, UNLIMITED);
    return this.writer.view();
  }

  /** An inspector may also come late, through the actor's system. */
  #noticeInspectors(): void {
    const { system } = this.actor;
    const attach = system.inspect;
    system.inspect = (observer) => {
      this.isInspected = true;
      return attach(observer);
    };
  }

  #onLinkEnded(error: LinkError | undefined): void {
    if (this.session.isAlive) {
      if (error === undefined) this.session.deliver({ type: "link.ended" });
      else this.session.deliver({ type: "link.failed", detail: this.#inbound.reasonOf(error) });
    }
    this.timers.clear();
    this.outbox.discard();
    const { output } = this.session.snapshot;
    if (output !== undefined) this.#closed.resolve(output);
  }

  /** A bug of ours: end the session cleanly, and let the error be seen. */
  #onFailure(error: unknown): void {
    if (this.session.isAlive) this.session.deliver({ type: "parent.failed" });
    queueMicrotask(() => {
      throw error;
    });
  }

  #onRoom(): void {
    const waiting = [...this.#awaitingRoom];
    this.#awaitingRoom.clear();
    for (const channel of waiting) channel.pump();
    for (const connection of this.connections.values()) connection.requests.starts.go();
  }

  /** Whether a drain is over: nothing runs any more. */
  checkQuiet(): void {
    if (this.session.state !== "draining") return;
    const { requests, channels } = this.snapshot().context;
    if (requests + channels === 0) this.session.deliver({ type: "parent.quiet" });
  }
}
