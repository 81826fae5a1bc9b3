import type { Intent } from "../../machines/intent.ts";
import type { ChartName } from "../../machines/tables.ts";
import { Actor } from "./actor.ts";
import type { Connection } from "./connection.ts";
import { event } from "./events.ts";
import type { Line, Waiting } from "./line.ts";
import type { CallPlan } from "./plan.ts";
import type { Receiver } from "./receiver.ts";
import type { Sender } from "./sender.ts";

const GIVE_UP = 1;

/** A call at either of its ends: it waits for a slot, and when it was cancelled, for its end. */
export abstract class Call extends Actor implements Waiting {
  readonly connection: Connection;
  readonly index: number;
  readonly plan: CallPlan;
  readonly channels: (Sender | Receiver)[] = [];
  readonly inLine = this.cell();
  /** Which one runs, or 0. */
  protected readonly timer = this.cell();

  constructor(connection: Connection, chart: ChartName, index: number, plan: CallPlan) {
    super(connection.peer, chart);
    this.connection = connection;
    this.index = index;
    this.plan = plan;
  }

  /** Where it waits. */
  protected abstract get line(): Line;

  get name(): string {
    return `call ${this.index}`;
  }

  get input() {
    return { connection: this.connection.index, request: this.index + 1, method: "m" };
  }

  get withdrawn(): boolean {
    return this.state !== "queued";
  }

  get mayGiveUp(): boolean {
    return this.timer.value === GIVE_UP;
  }

  giveUp(): void {
    this.timer.value = 0;
    this.deliver(event("timer.giveUp"));
  }

  perform(intent: Intent): void {
    switch (intent.type) {
      case "armGiveUp":
        this.timer.value = GIVE_UP;
        return;
      case "freeSlot":
        this.line.free();
        this.connection.startQueued();
        return;
      default:
        throw this.unknown(intent);
    }
  }

  retire(): void {
    this.inLine.isSet = false;
    this.timer.value = 0;
  }

  check(): void {
    this.demand(this.mayGiveUp === (this.state === "cancelling"), "limits.giveUp", "the wait has no end, or is over");
  }

  protected queue(): void {
    this.inLine.isSet = true;
    this.connection.startQueued();
  }
}
