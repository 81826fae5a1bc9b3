import type { Connection } from "../../runtime/driver/connection.ts";
import type { Driver } from "../../runtime/driver/driver.ts";
import type { IncomingChannel } from "../../runtime/driver/incoming-channel.ts";
import type { OutgoingChannel } from "../../runtime/driver/outgoing-channel.ts";
import type { ActorNode } from "./actor-node.ts";
import type { Lives, Transition } from "./lives.ts";

/** How long an actor that has ended stays in the picture. */
const LINGER_MS = 700;
/** Credit of a channel whose definition names none. */
const FULL = 16;

type Channel = OutgoingChannel<unknown> | IncomingChannel<unknown>;

/**
 * Draws the tree of a session's actors as data: the living ones from the driver's maps, those that have just ended
 * from what their transitions told.
 */
export class Pictures {
  readonly #lives: Lives;
  #ended: Transition[] = [];
  /** Which request brought a channel, by session, connection and channel. */
  readonly #bringers = new Map<string, { request: number; isOurs: boolean }>();

  constructor(lives: Lives, driverOf: (session: string) => Driver | undefined) {
    this.#lives = lives;
    lives.listen((transition) => {
      if (transition.isEnd) this.#ended.push(transition);
      else this.#noteChannels(transition, driverOf(transition.session));
    });
  }

  /** The tree of one session as it stands now. */
  of(driver: Driver): ActorNode {
    const now = this.#lives.now;
    this.#ended = this.#ended.filter(({ at }) => now - at < LINGER_MS);
    const ended = this.#ended.filter(({ session }) => session === driver.actor.sessionId);
    const session = node("session", driver.session.state, [], !driver.session.isAlive);
    const keepalive = driver.keepalive === null ? [] : [node("keepalive", driver.keepalive.state)];
    const connections = [...driver.connections.values()].map((connection) => this.#connection(connection, ended));
    for (const { chart, connection, to } of ended) {
      if (chart === "connection") connections.push(node(`connection ${connection}`, to, [], true));
    }
    const { phase } = driver.snapshot().context;
    return node("driver", phase, [session, ...keepalive, ...connections], phase === "closed");
  }

  #connection(connection: Connection, endedInSession: readonly Transition[]): ActorNode {
    const { requests, channels } = connection;
    const ended = endedInSession.filter((life) => life.connection === connection.id);
    const rows: { order: number; node: ActorNode }[] = [];
    const left = new Map<number, ActorNode>();
    for (const channel of [...channels.outgoing.values(), ...channels.incoming.values()]) {
      left.set(channel.id, channelNode(channel));
    }
    for (const { chart, channel, to } of ended) {
      if (channel !== undefined) left.set(channel, node(channelName(chart, channel), to, [], true));
    }
    const add = (isOurs: boolean, id: number, method: string, state: string, isEnded: boolean) => {
      const mine: ActorNode[] = [];
      for (const [channel, child] of [...left].sort(([a], [b]) => a - b)) {
        const bringer = this.#bringers.get(keyOf(connection.driver.actor.sessionId, connection.id, channel));
        if (bringer?.request !== id || bringer.isOurs !== isOurs) continue;
        mine.push(child);
        left.delete(channel);
      }
      rows.push({ order: id, node: node(requestName(isOurs, id, method), state, mine, isEnded) });
    };
    for (const { id, method, state } of requests.outgoing.values()) add(true, id, method.name, state, false);
    for (const { id, context, state } of requests.incoming.values()) add(false, id, context.method, state, false);
    for (const { chart, request, method = "", to } of ended) {
      if (request !== undefined) add(chart === "outgoingRequest", request, shortName(method), to, true);
    }
    rows.sort((a, b) => a.order - b.order);
    // Channels outlive their requests.
    const orphans = [...left].sort(([a], [b]) => a - b).map(([, child]) => child);
    return node(`connection ${connection.id}`, connection.state, [...rows.map((row) => row.node), ...orphans]);
  }

  #noteChannels({ session, chart, connection, request }: Transition, driver: Driver | undefined): void {
    if (request === undefined || connection === undefined) return;
    const isOurs = chart === "outgoingRequest";
    const requests = driver?.connections.get(connection)?.requests;
    const life = isOurs ? requests?.outgoing.get(request) : requests?.incoming.get(request);
    for (const channel of life?.channels ?? []) {
      this.#bringers.set(keyOf(session, connection, channel.id), { request, isOurs });
    }
  }
}

function node(name: string, state: string, children: readonly ActorNode[] = [], isEnded = false): ActorNode {
  return { name, state, isEnded, children };
}

function channelNode(channel: Channel): ActorNode {
  const isOutgoing = "send" in channel;
  const level = isOutgoing
    ? { count: channel.credit, full: FULL, word: "credit" }
    : { count: channel.queued, full: FULL, word: "queued" };
  const name = channelName(isOutgoing ? "outgoingChannel" : "incomingChannel", channel.id);
  return { name, state: channel.state, isEnded: false, level, children: [] };
}

function channelName(chart: string, id: number): string {
  return `${chart === "outgoingChannel" ? "→" : "←"} channel ${id}`;
}

function requestName(isOurs: boolean, id: number, method: string): string {
  return `${isOurs ? "→" : "←"} request ${id} ${method}`;
}

function shortName(method: string): string {
  return method.slice(method.indexOf(".") + 1);
}

function keyOf(session: string, connection: number, channel: number): string {
  return `${session} ${connection} ${channel}`;
}
