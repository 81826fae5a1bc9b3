import type { ChartName } from "../../machines/tables.ts";
import type { LifeName } from "../records.ts";

/** Which connection, and which request or channel, a life is; `null` where there is none. */
export interface Ids {
  readonly connection: number | null;
  readonly id: number | null;
}

const PREFIX = {
  outgoingRequest: "r",
  incomingRequest: "h",
  outgoingChannel: "tx",
  incomingChannel: "rx",
} as const;

export type Numbered = keyof typeof PREFIX;

/** Names within one session, which is `peer/s1`. */
export class LifeNames {
  readonly session: LifeName;
  readonly keepalive: LifeName;

  constructor(session: LifeName) {
    this.session = session;
    this.keepalive = `${session}/k`;
  }

  connection(id: number): LifeName {
    return `${this.session}/c${id}`;
  }

  numbered(chart: Numbered, connection: number, id: number): LifeName {
    return `${this.session}/c${connection}/${PREFIX[chart]}${id}`;
  }

  of(chart: ChartName, { connection, id }: Ids): LifeName {
    if (chart === "session") return this.session;
    if (chart === "keepalive") return this.keepalive;
    if (chart === "connection") return this.connection(connection ?? 0);
    return this.numbered(chart, connection ?? 0, id ?? 0);
  }
}

/** The ids in a chart's input or context, or in the facts about a life. */
export function idsIn(value: unknown): Ids {
  const connection = numberAt(value, "connection");
  return { connection, id: numberAt(value, "request") ?? numberAt(value, "channel") };
}

function numberAt(value: unknown, key: string): number | null {
  if (typeof value !== "object" || value === null) return null;
  const found: unknown = Reflect.get(value, key);
  return typeof found === "number" ? found : null;
}
