import { chartOf } from "./chart.ts";
import { connection } from "./connection.ts";
import { incomingChannel } from "./incoming-channel.ts";
import { incomingRequest } from "./incoming-request.ts";
import { keepalive } from "./keepalive.ts";
import { outgoingChannel } from "./outgoing-channel.ts";
import { outgoingRequest } from "./outgoing-request.ts";
import { session } from "./session.ts";
import { Table } from "./table.ts";

/** The seven charts, compiled. Runtime, explorer, replay and tap step through these same tables. */
export const tables = {
  session: new Table(chartOf(session)),
  keepalive: new Table(chartOf(keepalive)),
  connection: new Table(chartOf(connection)),
  outgoingRequest: new Table(chartOf(outgoingRequest)),
  incomingRequest: new Table(chartOf(incomingRequest)),
  outgoingChannel: new Table(chartOf(outgoingChannel)),
  incomingChannel: new Table(chartOf(incomingChannel)),
};

export type ChartName = keyof typeof tables;
