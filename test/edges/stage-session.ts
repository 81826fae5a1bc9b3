import type { AnyEventObject } from "xstate";
import type { Profile } from "../../machines/endings.ts";
import { LinkError } from "../../runtime/link/link-error.ts";
import { emptyMetadata, type Message } from "../../runtime/wire/index.ts";
import { Bench, hello, request, settled } from "./bench.ts";
import type { Path } from "./plan.ts";
import { has, last, type Stage, type Staging } from "./stage.ts";
import type { Witness } from "./witness.ts";

const UP = new Set(["established", "lingering", "draining"]);

/** What can be caused only after the handshake: before, it is `peer.early`. */
const AFTER_HANDSHAKE = new Set([
  ...["peer.ping", "peer.pong", "peer.pings", "peer.backlog", "peer.aborts", "peer.late", "peer.open.wrongId"],
  ...["peer.stray.closedHere", "peer.stray.closedThere", "peer.stray.unknown"],
  ...["parent.unresponsive", "parent.connectionEnded", "parent.quiet"],
]);

/** Limits that make one message one too many. */
const LIMITS: Readonly<Record<string, object>> = {
  "peer.oversized": { frame: 300, frameBeforeHello: 300 },
  "peer.pings": { queuedPongs: 0 },
  "peer.backlog": { queuedControl: 0 },
  "peer.aborts": { abortBurst: 0, abortsPerSecond: 0 },
  "peer.late": { lateBurst: 0, latePerSecond: 0 },
};

const CLOSED_HERE = 1;
const CLOSED_THERE = 3;
const UNKNOWN = 998;

/** The session of a driver, with the root connection and, where the path needs them, virtual ones. */
class SessionStage implements Stage {
  readonly bench: Bench;
  readonly #path: Path;
  readonly state: () => string | undefined;
  #isPrepared = false;

  constructor(path: Path, witness: Witness) {
    this.#path = path;
    this.state = () => witness.state("session");
    const isInitiator = path.steps[0]?.event.type === "local.initiate";
    this.bench = new Bench(witness, {
      role: isInitiator ? "initiator" : "acceptor",
      profile: profileOf(path.input),
      limits: LIMITS[last(path).type] ?? {},
      onHello: () => {},
      onOpen: (connection) => connection.reject(emptyMetadata),
      ...(has(path, "parent.unresponsive") ? { keepalive: { intervalMs: 80, timeoutMs: 80 } } : {}),
    });
  }

  async cause(event: AnyEventObject, from: string): Promise<void> {
    const { driver, link, clock } = this.bench;
    if (UP.has(from)) this.#prepare();
    switch (event.type) {
      case "local.initiate":
        // The constructor of an initiator does it; later it is nothing but a mistake.
        if (from !== "awaitingHello") this.bench.force(driver.session, { type: "local.initiate" });
        return;
      case "local.accept":
        return driver.accept();
      case "local.refuse":
        return driver.refuse(event.reason);
      case "local.close":
        return void driver.close();
      case "local.drain":
        return void driver.drain(60_000);
      case "local.release":
        if (event.connections > 0 && from === "established") this.#open();
        return driver.releaseRoot();
      case "parent.violation":
      case "peer.undecodable":
        return link.sayBytes(new Uint8Array([0, 99]));
      case "peer.oversized":
        return link.sayBytes(new Uint8Array(400));
      case "parent.failed":
        return failing(() =>
          driver.actor.send({ type: "xstate.error.actor.connection", actorId: "connection", error: new Error("bug") }),
        );
      case "parent.unresponsive":
        return clock.advance(400);
      case "parent.connectionEnded":
        return this.#endOne(event.connections, from);
      case "parent.quiet":
        this.bench.running[0]?.resolve();
        return settled();
      case "timer.handshake":
        return clock.advance(5_010);
      case "timer.drain":
        return clock.advance(60_010);
      case "link.ended":
        return link.end();
      case "link.failed":
        return link.end(new LinkError("lost", event.detail));
      default:
        this.bench.say(this.#message(event));
    }
  }

  /** What the counterpart says to cause it. */
  #message(event: AnyEventObject): Message {
    const close = (connection: number) => ({ kind: "CloseConnection", connection, metadata: emptyMetadata }) as const;
    switch (event.type) {
      case "peer.hello":
        return hello(event.settings, event.connection, event.version);
      case "peer.helloYourself":
        return {
          ...{ kind: "HelloYourself", connection: event.connection },
          ...{ settings: event.settings, metadata: emptyMetadata },
        };
      case "peer.protocolError":
        return { kind: "ProtocolError", connection: event.connection, description: event.description };
      case "peer.ping":
        return { kind: "Ping", connection: event.connection, nonce: event.nonce };
      case "peer.early":
      case "peer.pings":
      case "peer.backlog":
        return { kind: "Ping", connection: 0, nonce: 1n };
      case "peer.pong":
        return { kind: "Pong", connection: 2, nonce: 1n };
      case "peer.aborts":
        return { kind: "CancelRequest", connection: 0, request: 99, metadata: emptyMetadata };
      case "peer.late":
      case "peer.stray.closedHere":
        return close(this.#own(CLOSED_HERE));
      case "peer.stray.closedThere":
        return close(this.#own(CLOSED_THERE));
      case "peer.stray.unknown":
        return close(UNKNOWN);
      case "peer.open.wrongId":
        return opening(0);
      default:
        throw new Error(`nothing causes ${event.type}`);
    }
  }

  /** What must be there, and be over, before the session goes on: made once it is up. */
  #prepare(): void {
    if (this.#isPrepared) return;
    this.#isPrepared = true;
    const { bench } = this;
    // Something that runs, or draining would be over at once.
    bench.say(request(0, this.#theirs(1), "wait"));
    if (!has(this.#path, "peer.late", "peer.stray.closedHere", "peer.stray.closedThere")) return;
    this.#open()?.close();
    const there = this.#open();
    if (there !== undefined) {
      bench.say({ kind: "CloseConnection", connection: there.id, metadata: emptyMetadata });
    }
  }

  /** Opens a virtual connection, which the counterpart takes. */
  #open() {
    const { driver } = this.bench;
    const connection = driver.open({ parity: "odd", maxConcurrentRequests: 1 }, emptyMetadata, null);
    const settings = { parity: "even", maxConcurrentRequests: 1 } as const;
    this.bench.say({ kind: "AcceptConnection", connection: connection.id, settings, metadata: emptyMetadata });
    return connection;
  }

  /** Ends a virtual connection, so that so many are left. */
  #endOne(left: number, from: string): void {
    const { driver } = this.bench;
    // Nobody opens one in a session that drains; one that is refused ends there too.
    if (from === "draining") {
      this.bench.say(opening(this.#theirs(501)));
      return;
    }
    while (driver.connections.virtual <= left) this.#open();
    const virtual = [...driver.connections.values()].find(({ id }) => id !== 0);
    if (virtual !== undefined) {
      this.bench.say({ kind: "CloseConnection", connection: virtual.id, metadata: emptyMetadata });
    }
  }

  /** The n-th id, counted 1, 3, 5, of our half of the session's ids; and of theirs. */
  #own(n: number): number {
    return this.bench.driver.session.snapshot.context.local.parity === "odd" ? n : n + 1;
  }

  #theirs(n: number): number {
    return this.bench.driver.session.snapshot.context.local.parity === "odd" ? n + 1 : n;
  }
}

function opening(connection: number) {
  const settings = { parity: "odd", maxConcurrentRequests: 1 } as const;
  return { kind: "OpenConnection", connection, settings, metadata: emptyMetadata } as const;
}

/** A bug of ours is thrown again in a microtask, to be seen: kept from the test runner, which would end over it. */
function failing(act: () => void): void {
  const { queueMicrotask } = globalThis;
  globalThis.queueMicrotask = () => {};
  try {
    act();
  } finally {
    globalThis.queueMicrotask = queueMicrotask;
  }
}

export function profileOf(input: unknown): Profile {
  return typeof input === "object" && input !== null && "profile" in input && input.profile === "strict"
    ? "strict"
    : "compat";
}

export const sessionStaging: Staging = {
  chart: "session",
  isFeasible: (_input, { value }, { type }) => {
    if (AFTER_HANDSHAKE.has(type)) return UP.has(value);
    return type !== "peer.early" || !UP.has(value);
  },
  set: (path, witness) => new SessionStage(path, witness),
};
