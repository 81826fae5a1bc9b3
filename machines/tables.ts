import { connection } from "./connection.ts";
import { incomingChannel } from "./incoming-channel.ts";
import { incomingRequest } from "./incoming-request.ts";
import { keepalive } from "./keepalive.ts";
import { outgoingChannel } from "./outgoing-channel.ts";
import { outgoingRequest } from "./outgoing-request.ts";
import { session } from "./session.ts";
import { tableOf } from "./table.ts";

/** The seven charts, compiled. Runtime, explorer, replay and tap step through these same tables. */
export const tables = {
  session: tableOf(session),
  keepalive: tableOf(keepalive),
  connection: tableOf(connection),
  outgoingRequest: tableOf(outgoingRequest),
  incomingRequest: tableOf(incomingRequest),
  outgoingChannel: tableOf(outgoingChannel),
  incomingChannel: tableOf(incomingChannel),
};

export type ChartName = keyof typeof tables;
