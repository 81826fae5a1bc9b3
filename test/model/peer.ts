import type { Settings } from "../../machines/endings.ts";
import { violationOf } from "../../machines/violations.ts";
import type { Actor } from "./actor.ts";
import type { Happening } from "./charts.ts";
import type { Connection } from "./connection.ts";
import { event, violated } from "./events.ts";
import { Keepalive } from "./keepalive.ts";
import type { Cell } from "./memory.ts";
import type { Choice, Fault, PeerIndex } from "./plan.ts";
import { Session } from "./session.ts";
import type { Wire } from "./wire.ts";
import type { World } from "./world.ts";

/** One side: what `runtime/driver/driver.ts` is to its actors. */
export class Peer {
  readonly world: World;
  readonly index: PeerIndex;
  readonly name: string;
  readonly out: Wire;
  readonly in: Wire;
  readonly actors: Actor[] = [];
  readonly connections: Connection[] = [];
  readonly session: Session;
  readonly keepalive: Keepalive | null;
  /** Sent what only a 7.3.0 peer sends: the counterpart may complain. */
  readonly isOdd: Cell;
  readonly #ended: Actor[] = [];
  #isRetiring = false;

  constructor(world: World, index: PeerIndex, out: Wire, into: Wire) {
    this.world = world;
    this.index = index;
    this.name = index === 0 ? "A" : "B";
    this.out = out;
    this.in = into;
    const settings: Settings = { parity: index === 0 ? "odd" : "even", maxConcurrentRequests: world.plan.inFlight };
    this.session = new Session(this, settings);
    this.keepalive = world.plan.pings === undefined ? null : new Keepalive(this);
    this.isOdd = out.isOdd;
  }

  get other(): Peer {
    return this.world.peer(this.index === 0 ? 1 : 0);
  }

  get root(): Connection {
    const [root] = this.connections;
    if (root === undefined) throw new Error("a peer is built with its root");
    return root;
  }

  /** Live virtual connections. */
  get virtual(): number {
    return this.connections.filter((connection) => connection.index > 0 && connection.isAlive).length;
  }

  /** Live requests and channels. */
  get live(): number {
    let count = 0;
    for (const actor of this.actors) if (actor.isAlive && runs(actor)) count++;
    return count;
  }

  mayDo(choice: Choice): boolean {
    const { choices, actors, theirs } = this.world.plan;
    if (actors === undefined || actors.includes(this.index)) return choices.has(choice);
    return theirs?.includes(choice) ?? false;
  }

  hasFault(fault: Fault): boolean {
    return this.world.plan.faults?.has(fault) ?? false;
  }

  openRoot(): void {
    this.root.establish();
    this.keepalive?.begin();
  }

  endEverything(ended: Happening): void {
    for (const connection of this.connections) connection.deliver(ended);
    this.keepalive?.stop();
  }

  /** The actor has ended. As in the runtime, one end is dealt with after the other, not inside it. */
  retire(actor: Actor): void {
    this.#ended.push(actor);
    if (this.#isRetiring) return;
    this.#isRetiring = true;
    for (let next = this.#ended.shift(); next !== undefined; next = this.#ended.shift()) {
      next.retire();
      if (runs(next)) this.checkQuiet();
    }
    this.#isRetiring = false;
  }

  /** Whether a drain is over. */
  checkQuiet(): void {
    if (this.session.state === "draining" && this.live === 0) this.session.deliver(event("parent.quiet"));
  }

  /** Between two peers of ours that is a fault of ours; after an oddity of 7.3.0 it may be right. */
  violate(actor: Actor, { type }: Happening): void {
    const { rule, detail } = violationOf(actor.chart, type);
    if (!this.other.isOdd.isSet) throw actor.breach("peer.violation", `${type}, ${rule}: ${detail}`);
    this.session.deliver(violated(type));
  }

  recover(): void {
    this.#ended.length = 0;
    this.#isRetiring = false;
    for (const actor of this.actors) actor.recover();
    for (const connection of this.connections) connection.isStarting = false;
  }

  check(): void {
    if (!this.session.hasBegun) return;
    for (const actor of this.actors) if (actor.hasBegun) actor.check();
    if (this.session.isAlive) return;
    const left = this.actors.find((actor) => actor.isAlive);
    if (left !== undefined) throw left.breach("session.end", "it lives on");
  }
}

/** What a drain waits for. */
function runs({ chart }: Actor): boolean {
  return chart.endsWith("Request") || chart.endsWith("Channel");
}
