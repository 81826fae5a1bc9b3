import type { Intent } from "../../machines/intent.ts";
import { Actor, paramOf } from "./actor.ts";
import type { Happening } from "./charts.ts";
import { event, interval } from "./events.ts";
import type { Peer } from "./peer.ts";

const INTERVAL = 1;
const PONG = 2;

/** Pings and the two timers around them. */
export class Keepalive extends Actor {
  readonly name = "keepalive";
  readonly #nonce = this.cell();
  readonly #timer = this.cell();

  constructor(peer: Peer) {
    super(peer, "keepalive");
  }

  get input() {
    return undefined;
  }

  get mayPing(): boolean {
    return this.#timer.value === INTERVAL && this.#nonce.value < (this.peer.world.plan.pings ?? 0);
  }

  get isOverdueTimed(): boolean {
    return this.#timer.value === PONG;
  }

  override begin(): void {
    super.begin();
    this.#timer.value = INTERVAL;
  }

  /** It is time for a Ping. */
  ping(): void {
    this.#timer.value = 0;
    this.deliver(interval(++this.#nonce.value));
  }

  overdue(): void {
    this.#timer.value = 0;
    this.deliver(event("timer.pongOverdue"));
  }

  perform(intent: Intent): void {
    switch (intent.type) {
      case "sendPing":
        this.demand(paramOf(intent, "nonce") === this.#nonce.value, "session.keepalive", "a nonce used twice");
        this.peer.out.send({ kind: "Ping", count: this.#nonce.value });
        return;
      case "armInterval":
        this.#timer.value = INTERVAL;
        return;
      case "armPong":
        this.#timer.value = PONG;
        return;
      default:
        throw this.unknown(intent);
    }
  }

  protected override stepped({ type }: Happening): void {
    this.demand(this.isAlive === (type !== "timer.pongOverdue"), "session.keepalive", `dead or not, after ${type}`);
  }

  retire(): void {
    this.peer.session.deliver(event("parent.unresponsive"));
  }

  /** Stopped with the session. */
  stop(): void {
    this.#timer.value = 0;
    this.abandon();
  }

  check(): void {
    if (!this.isAlive) return;
    const armed = this.state === "quiet" ? INTERVAL : PONG;
    this.demand(this.#timer.value === armed, "session.keepalive", "it waits for no timer");
  }
}
