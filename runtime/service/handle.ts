import { type ClientHandle, connectionOf } from "./client.ts";
import { Connection } from "./connection.ts";
import { Session } from "./session.ts";

/** The session behind a client or a connection. */
export function sessionOf(handle: ClientHandle | Connection): Session {
  return handle instanceof Connection ? handle.session : Session.of(connectionOf(handle).driver);
}
