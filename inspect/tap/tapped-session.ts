import { otherParity, type Settings } from "../../machines/endings.ts";
import { brief } from "../../runtime/driver/brief.ts";
import { parityOf } from "../../runtime/driver/ids.ts";
import type { OnConnection } from "../../runtime/driver/router.ts";
import type { HelloYourself, Message, OpenConnection } from "../../runtime/wire/index.ts";
import { Ended } from "./ended.ts";
import type { KeepaliveLife, SessionLife } from "./lives.ts";
import type { Scope } from "./scope.ts";
import { type Both, otherSide, SIDES, type Side } from "./side.ts";
import { TappedConnection } from "./tapped-connection.ts";

const UNSAID: Settings = Object.freeze({ parity: "odd", maxConcurrentRequests: 0 });

/**
 * One session between two peers, rebuilt from what passes: each frame is something that its sender did and something
 * that the other will hear, and both follow the same charts as our own peers do.
 *
 * Each frame counts as heard when it passes. Where the two peers send at once, its receiver may have heard it later
 * than that; what is legal in one such order is never named as a violation.
 */
export class TappedSession {
  readonly #scope: Scope;
  #sessions: Both<SessionLife> | null = null;
  readonly #keepalives: Record<Side, KeepaliveLife | null> = { left: null, right: null };
  readonly #connections = new Map<number, TappedConnection>();
  readonly #ended: Ended<ReadonlySet<Side>>;

  constructor(scope: Scope) {
    this.#scope = scope;
    this.#ended = new Ended(scope.ended);
  }

  /** Whether this side is known to send on a channel. */
  isSender(side: Side, connection: number, channel: number): boolean {
    return this.#connections.get(connection)?.isSender(side, channel) ?? false;
  }

  take(from: Side, message: Message): void {
    const sessions = this.#begun(from, message);
    const near = sessions[from];
    const far = sessions[otherSide(from)];
    if (near.isOver || far.isOver) return;
    switch (message.kind) {
      case "Hello":
        near.say({ type: "local.initiate" });
        far.hear({
          type: "peer.hello",
          connection: message.connection,
          version: message.version,
          settings: message.settings,
        });
        return;
      case "HelloYourself":
        this.#welcome(from, message, sessions);
        return;
      case "ProtocolError":
        this.#complain(from, message.connection, message.description);
        return;
    }
    if (far.state !== "established") {
      far.hear({ type: "peer.early" });
      return;
    }
    switch (message.kind) {
      case "Ping":
        this.#ping(from, message.nonce);
        far.hear({ type: "peer.ping", connection: message.connection, nonce: message.nonce });
        return;
      case "Pong":
        if (message.connection !== 0) far.hear({ type: "peer.pong" });
        else this.#keepalives[otherSide(from)]?.hear({ type: "peer.pong", nonce: message.nonce });
        return;
      case "OpenConnection":
        this.#open(from, message, sessions);
        return;
      default:
        this.#route(from, message, far);
    }
  }

  /** Bytes of one side that are no message. */
  takeUndecodable(from: Side): void {
    const far = this.#sessions?.[otherSide(from)];
    if (far !== undefined && !far.isOver) far.hear({ type: "peer.undecodable" });
  }

  /** One side sends no more, or (`by` is null) the link broke. */
  end(by: Side | null, detail: string): void {
    if (this.#sessions === null) return;
    for (const side of SIDES) {
      const session = this.#sessions[side];
      if (by === null) session.say({ type: "link.failed", detail });
      else session.say({ type: side === by ? "local.close" : "link.ended" });
    }
    this.#endConnections();
  }

  #begun(from: Side, message: Message): Both<SessionLife> {
    if (this.#sessions !== null) return this.#sessions;
    const said = message.kind === "Hello" ? message.settings : UNSAID;
    // What the other will say is not known; its parity follows from this one.
    const other = { ...UNSAID, parity: otherParity(said.parity) };
    const { lives } = this.#scope;
    this.#sessions = {
      left: lives.session("left", from === "left" ? said : other),
      right: lives.session("right", from === "right" ? said : other),
    };
    return this.#sessions;
  }

  #welcome(from: Side, { connection, settings }: HelloYourself, sessions: Both<SessionLife>): void {
    const to = otherSide(from);
    const isWelcome = sessions[from].say({ type: "local.accept" });
    const isHeard = sessions[to].hear({ type: "peer.helloYourself", connection, settings });
    const initiator = sessions[to].context.local;
    if (!isWelcome || !isHeard || !this.#scope.follow(from)) return;
    const acceptor = { ...settings, parity: otherParity(initiator.parity) };
    const both = from === "right" ? { left: initiator, right: acceptor } : { left: acceptor, right: initiator };
    const root = new TappedConnection(this.#scope, 0, both);
    this.#connections.set(0, root);
    root.establish(both);
  }

  #complain(from: Side, connection: number, description: string): void {
    const sessions = this.#sessions;
    if (sessions === null) return;
    const far = sessions[otherSide(from)];
    if (connection !== 0) {
      far.hear({ type: "peer.protocolError", connection, description: "" });
      return;
    }
    const [rule = "", ...detail] = brief(description).split(": ");
    sessions[from].say({ type: "parent.violation", rule, detail: detail.join(": ") });
    far.hear({ type: "peer.protocolError", connection, description: brief(description) });
    this.#endConnections();
  }

  #ping(from: Side, nonce: bigint): void {
    const keepalive = this.#keepalives[from] ?? this.#scope.lives.keepalive(from);
    this.#keepalives[from] = keepalive;
    keepalive.say({ type: "timer.interval", nonce: Number(nonce) });
  }

  #open(from: Side, { connection: id, settings }: OpenConnection, sessions: Both<SessionLife>): void {
    const to = otherSide(from);
    const isTaken = this.#connections.has(id) || typeof this.#ended.get(id) === "object";
    if (id === 0 || isTaken || parityOf(id) !== sessions[from].context.local.parity) {
      sessions[to].hear({ type: "peer.open.wrongId" });
      return;
    }
    if (!this.#scope.follow(from)) return;
    const theirs = { ...UNSAID, parity: otherParity(settings.parity) };
    const both = from === "left" ? { left: settings, right: theirs } : { left: theirs, right: settings };
    const connection = new TappedConnection(this.#scope, id, both);
    this.#connections.set(id, connection);
    connection.open(from, settings);
  }

  #route(from: Side, message: OnConnection, far: SessionLife): void {
    const connection = this.#connections.get(message.connection);
    if (connection === undefined) {
      const closedBy = this.#ended.get(message.connection);
      if (closedBy === undefined && this.#scope.isPartial) return;
      if (closedBy === undefined) far.hear({ type: "peer.stray.unknown" });
      else this.#stray(from, closedBy === "forgotten" ? new Set() : closedBy, message, far);
      return;
    }
    connection.take(from, message);
    if (!connection.isOver) return;
    this.#connections.delete(message.connection);
    this.#scope.leave();
    this.#ended.add(message.connection, connection.closedBy);
  }

  /** A message on a connection that is over: it crossed the Close of the other, or follows its sender's own. */
  #stray(from: Side, closedBy: ReadonlySet<Side>, { kind, connection }: OnConnection, far: SessionLife): void {
    if (closedBy.has(from)) {
      far.hear({ type: "peer.stray.closedThere" });
      return;
    }
    far.hear({ type: "peer.stray.closedHere" });
    // Two that crossed: from here on it is this side, too, that sends no more.
    if (kind === "CloseConnection" || kind === "RejectConnection") {
      this.#ended.add(connection, new Set([...closedBy, from]));
    }
  }

  #endConnections(): void {
    for (const connection of this.#connections.values()) {
      for (const side of SIDES) {
        const { ending } = this.#sessions?.[side].context ?? { ending: null };
        if (ending !== null) connection.end(side, ending);
      }
    }
    this.#connections.clear();
  }
}
