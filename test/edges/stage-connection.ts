import type { AnyEventObject } from "xstate";
import type { Settings } from "../../machines/endings.ts";
import type { Connection } from "../../runtime/driver/connection.ts";
import type { Limits } from "../../runtime/limits.ts";
import { emptyMetadata, type Message } from "../../runtime/wire/index.ts";
import { Bench, item, request, response, settled } from "./bench.ts";
import type { Path } from "./plan.ts";
import { has, last, type Stage, type Staging } from "./stage.ts";
import { profileOf } from "./stage-session.ts";
import type { Witness } from "./witness.ts";

const UP = new Set(["open", "draining"]);
const VIRTUAL = 2;
const GIVE_UP_MS = 80;

/** Limits that make one message one too many. */
const LIMITS: Readonly<Record<string, Partial<Limits>>> = {
  "peer.call.beyondLimit": { requestsInFlight: 1, waitingCalls: 0 },
  "peer.call.tooManyChannels": { channels: 0 },
  "peer.item.flood": { earlyItems: 0 },
};

/** A connection of a driver: the root, one that we open, or one that the counterpart opens. */
class ConnectionStage implements Stage {
  readonly bench: Bench;
  readonly state: () => string | undefined;
  readonly #id: number;
  readonly #path: Path;
  #life: Connection | null = null;
  /** Ids of the counterpart's half, on this connection. */
  #nextTheirs = 0;
  #isPrepared = false;
  /** A call of ours that was answered, and one that was given up. */
  #answered = 0;
  #givenUp = 0;
  /** A request of theirs that runs. */
  #running = 0;
  /** Channels of theirs that we reset, and that they closed. */
  #wasReset = 0;
  #wasClosed = 0;

  constructor(path: Path, witness: Witness) {
    this.#path = path;
    this.#id = connectionOf(path.input);
    this.state = () =>
      witness.state("connection", (context) => "connection" in context && context.connection === this.#id);
    this.bench = new Bench(witness, {
      role: "acceptor",
      profile: profileOf(path.input),
      limits: { giveUpMs: GIVE_UP_MS, ...LIMITS[last(path).type] },
      onOpen: () => {},
    });
    // Whoever opens connection 2 must own the even ids.
    const begins = path.steps[0]?.event.type;
    if (begins !== "parent.established") this.bench.introduce(begins === "peer.open" ? "even" : "odd");
  }

  async cause(event: AnyEventObject, from: string): Promise<void> {
    if (UP.has(from)) await this.#prepare();
    if (event.type.startsWith("peer.")) this.bench.say(this.#message(event));
    else await this.#act(event, from);
    this.#life ??= this.bench.driver.connections.get(this.#id) ?? null;
  }

  /** What our side does. */
  async #act(event: AnyEventObject, from: string): Promise<void> {
    const { driver, dispatcher, link } = this.bench;
    switch (event.type) {
      case "parent.established": {
        const { parity, maxConcurrentRequests }: Settings = event.settings;
        return this.bench.introduce(parity, maxConcurrentRequests);
      }
      case "local.open": {
        if (from !== "idle") return this.#life?.open(emptyMetadata);
        const maxConcurrentRequests = driver.policy.limits.requestsInFlight;
        this.#life = driver.open({ parity: "odd", maxConcurrentRequests }, emptyMetadata, dispatcher);
        return;
      }
      case "local.accept":
        return this.#life?.accept(dispatcher, event.settings, emptyMetadata);
      case "local.reject":
        return this.#life?.reject(emptyMetadata);
      case "local.close":
        return this.#life?.close();
      case "local.release":
        // The session must outlive the root.
        if (this.#id === 0 && from === "open") {
          driver.open({ parity: "odd", maxConcurrentRequests: 1 }, emptyMetadata, null);
          this.#keepRunning();
        }
        return this.#life?.release();
      case "local.drain":
        return this.#drain();
      case "parent.ended":
        return from === "idle" ? this.#endAtOnce() : link.end();
      default:
        throw new Error(`nothing causes ${event.type}`);
    }
  }

  /** Somebody who watches the driver closes the session in the step in which we open. */
  #endAtOnce(): void {
    const { driver } = this.bench;
    driver.actor.subscribe(({ context }) => {
      if (context.connections > 1 && driver.session.isAlive) void driver.close();
    });
    driver.open({ parity: "odd", maxConcurrentRequests: 1 }, emptyMetadata, null);
  }

  /** A session drains once; who is told twice is told by hand. */
  #drain(): void {
    const { driver } = this.bench;
    if (driver.session.state === "draining") {
      this.bench.force(this.#life, { type: "local.drain" });
      return;
    }
    this.#keepRunning();
    void driver.drain(60_000);
  }

  /** Something that runs, or draining would be over at once. */
  #keepRunning(): void {
    if (this.bench.driver.connections.get(0)?.isOpenForData) this.bench.call();
  }

  /** What the counterpart says to cause it. */
  #message(event: AnyEventObject): Message {
    const connection = this.#id;
    const { settings } = event;
    const metadata = emptyMetadata;
    const ours = this.#ours();
    switch (event.type) {
      case "peer.open":
        return { kind: "OpenConnection", connection, settings, metadata };
      case "peer.accept":
        return { kind: "AcceptConnection", connection, settings, metadata };
      case "peer.reject":
        return { kind: "RejectConnection", connection, metadata };
      case "peer.close":
        return { kind: "CloseConnection", connection, metadata };
      case "peer.early":
      case "peer.call":
      case "peer.call.beyondLimit":
        return request(connection, this.#theirs(), "wait");
      case "peer.call.wrongParity":
        return request(connection, ours + 100, "wait");
      case "peer.call.idInUse":
        return request(connection, this.#running, "wait");
      case "peer.call.badChannels":
        return request(connection, this.#theirs(), "sum", [0]);
      case "peer.call.tooManyChannels":
        return request(connection, this.#theirs(), "sum", [this.#theirs()]);
      case "peer.response.late":
        return response(connection, this.#givenUp);
      case "peer.response.ended":
        return response(connection, this.#answered);
      case "peer.response.unknown":
        return response(connection, ours + 100);
      case "peer.cancel.ended":
        return { kind: "CancelRequest", connection, request: this.#theirs(), metadata };
      case "peer.item.unannounced":
      case "peer.item.flood":
        return item(connection, this.#theirs());
      case "peer.close.unannounced":
        return { kind: "CloseChannel", connection, channel: this.#theirs(), metadata };
      case "peer.item.ended":
        return item(connection, this.#wasReset);
      case "peer.close.ended":
        return { kind: "CloseChannel", connection, channel: this.#wasReset, metadata };
      case "peer.item.afterClose":
        return item(connection, this.#wasClosed);
      case "peer.close.afterClose":
        return { kind: "CloseChannel", connection, channel: this.#wasClosed, metadata };
      case "peer.item.unknown":
        return item(connection, ours + 100);
      case "peer.close.unknown":
        return { kind: "CloseChannel", connection, channel: ours + 100, metadata };
      case "peer.reset.ended":
        return { kind: "ResetChannel", connection, channel: this.#wasReset, metadata };
      case "peer.reset.unknown":
        return { kind: "ResetChannel", connection, channel: ours + 100, metadata };
      case "peer.grant.ended":
        return { kind: "GrantCredit", connection, channel: this.#wasReset, additional: 1 };
      case "peer.grant.unknown":
        return { kind: "GrantCredit", connection, channel: ours + 100, additional: 1 };
      default:
        throw new Error(`nothing causes ${event.type}`);
    }
  }

  /** What must be over, or run, before the path goes on: made once the connection is open. */
  async #prepare(): Promise<void> {
    if (this.#isPrepared) return;
    this.#isPrepared = true;
    const { bench } = this;
    const connection = this.#id;
    const isStrict = profileOf(this.#path.input) === "strict";
    if (has(this.#path, "peer.call.idInUse") || (isStrict && has(this.#path, "peer.call.beyondLimit"))) {
      this.#running = this.#theirs();
      bench.say(request(connection, this.#running, "wait"));
    }
    if (has(this.#path, "peer.response.ended")) {
      this.#answered = bench.call(connection).id;
      bench.say(response(connection, this.#answered));
    }
    if (has(this.#path, "peer.response.late")) {
      const call = bench.call(connection);
      this.#givenUp = call.id;
      call.cancel();
      bench.clock.advance(GIVE_UP_MS + 8);
    }
    if (has(this.#path, "peer.item.ended", "peer.close.ended", "peer.reset.ended", "peer.grant.ended")) {
      this.#wasReset = this.#stream();
      await bench.receivers[0]?.return();
    }
    if (has(this.#path, "peer.item.afterClose", "peer.close.afterClose")) {
      this.#wasClosed = this.#stream();
      bench.say({ kind: "CloseChannel", connection, channel: this.#wasClosed, metadata: emptyMetadata });
    }
    await settled();
  }

  /** A call of theirs with a channel that we receive on. */
  #stream(): number {
    const channel = this.#theirs();
    this.bench.say(request(this.#id, this.#theirs(), "sum", [channel]));
    return channel;
  }

  /** An id of our half on this connection. */
  #ours(): number {
    return this.#life?.snapshot.context.local.parity === "even" ? 2 : 1;
  }

  /** A fresh id of their half. */
  #theirs(): number {
    this.#nextTheirs += 2;
    return this.#nextTheirs + (this.#ours() === 1 ? 0 : 1);
  }
}

function connectionOf(input: unknown): number {
  return typeof input === "object" && input !== null && "connection" in input ? Number(input.connection) : 0;
}

/** What begins a connection, or keeps it from beginning: nothing else can happen to it before. */
const BEGINNINGS: Readonly<Record<string, readonly number[]>> = {
  "parent.established": [0],
  "local.open": [VIRTUAL],
  "peer.open": [VIRTUAL],
  "parent.ended": [VIRTUAL],
};

/** Routed by what the message is, before the connection is up. */
const BEFORE_UP = new Set(["peer.accept", "peer.reject", "peer.close", "peer.early"]);

export const connectionStaging: Staging = {
  chart: "connection",
  isFeasible: (input, { value }, { type }) => {
    if (value === "idle") return BEGINNINGS[type]?.includes(connectionOf(input)) ?? false;
    if (type === "peer.open") return false;
    if (!type.startsWith("peer.")) return true;
    if (!UP.has(value)) return BEFORE_UP.has(type);
    if (type === "peer.early" || (type === "peer.call" && value === "open")) return false;
    return type !== "peer.item.flood" || profileOf(input) === "compat";
  },
  set: (path, witness) => new ConnectionStage(path, witness),
};
