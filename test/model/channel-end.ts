import type { ChartName } from "../../machines/tables.ts";
import { Actor } from "./actor.ts";
import type { Connection } from "./connection.ts";
import type { ChannelPlan } from "./plan.ts";

/** Either end of a channel: a handle of its connection for as long as it lives. */
export abstract class ChannelEnd extends Actor {
  readonly connection: Connection;
  readonly index: number;
  readonly plan: ChannelPlan;

  constructor(connection: Connection, chart: ChartName, index: number, plan: ChannelPlan) {
    super(connection.peer, chart);
    this.connection = connection;
    this.index = index;
    this.plan = plan;
  }

  get input() {
    return { connection: this.connection.index, channel: this.index + 1 };
  }

  override begin(): void {
    super.begin();
    this.connection.retain();
  }

  retire(): void {
    this.connection.release();
  }
}
