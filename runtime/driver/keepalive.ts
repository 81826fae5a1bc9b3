import type { KeepaliveIntent, keepalive } from "../../machines/keepalive.ts";
import { tables } from "../../machines/tables.ts";
import type { Place } from "../errors.ts";
import type { LifeFacts } from "../explanation.ts";
import type { Driver } from "./driver.ts";
import { Life } from "./life.ts";
import type { Timer } from "./timer-wheel.ts";

/** How often the counterpart is asked for a sign of life, and how long it may take to answer. Milliseconds. */
export interface KeepaliveOptions {
  readonly intervalMs: number;
  readonly timeoutMs: number;
}

/** Pings, and the timers around them (`session.keepalive`). */
export class Keepalive extends Life<typeof keepalive> {
  readonly #options: KeepaliveOptions;
  #nonce = 0;
  #timer: Timer | null = null;

  constructor(driver: Driver, options: KeepaliveOptions) {
    super(driver, tables.keepalive, undefined);
    this.#options = options;
    this.#armInterval();
  }

  get place(): Place {
    return { state: this.state, timeline: this.timeline };
  }

  facts(state: string): LifeFacts {
    return { kind: "keepalive", state, since: this.since(state) };
  }

  perform(intent: KeepaliveIntent): void {
    switch (intent.type) {
      case "sendPing":
        this.driver.send({ kind: "Ping", connection: 0, nonce: BigInt(intent.params.nonce) });
        return;
      case "armInterval":
        this.#armInterval();
        return;
      case "armPong":
        this.#arm(this.#options.timeoutMs, () => this.deliver({ type: "timer.pongOverdue" }));
    }
  }

  stop(): void {
    this.#timer?.cancel();
    this.driver.watch?.stopped(this);
  }

  #armInterval(): void {
    this.#arm(this.#options.intervalMs, () => this.deliver({ type: "timer.interval", nonce: ++this.#nonce }));
  }

  #arm(ms: number, callback: () => void): void {
    this.#timer?.cancel();
    this.#timer = this.driver.timers.arm(ms, callback);
  }
}
