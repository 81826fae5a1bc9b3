import type { Message } from "../wire/index.ts";
import { brief } from "./brief.ts";
import type { Connection } from "./connection.ts";
import type { Driver } from "./driver.ts";

/** Takes a message to the actor that it is for, by look-up on connection, kind and id. */
export function route(driver: Driver, message: Message): void {
  const { session } = driver;
  switch (message.kind) {
    case "Hello":
      session.hear(message.metadata, {
        type: "peer.hello",
        connection: message.connection,
        version: message.version,
        settings: message.settings,
      });
      return;
    case "HelloYourself":
      session.hear(message.metadata, {
        type: "peer.helloYourself",
        connection: message.connection,
        settings: message.settings,
      });
      return;
    case "ProtocolError":
      session.deliver({
        type: "peer.protocolError",
        connection: message.connection,
        description: brief(message.description),
      });
      return;
  }
  if (!session.isUp) {
    session.deliver({ type: "peer.early" });
    return;
  }
  switch (message.kind) {
    case "Ping":
      session.deliver({ type: "peer.ping", connection: message.connection, nonce: message.nonce });
      return;
    case "Pong":
      if (message.connection === 0) driver.keepalive?.deliver({ type: "peer.pong", nonce: message.nonce });
      else session.deliver({ type: "peer.pong" });
      return;
    case "OpenConnection":
      driver.connections.onOpen(message);
      return;
  }
  const connection = driver.connections.get(message.connection);
  if (connection === undefined) driver.connections.onStray(message.connection);
  else routeWithin(connection, message);
}

/** What is about one connection, or about what lives on it. */
export type OnConnection = Exclude<
  Message,
  { kind: "Hello" | "HelloYourself" | "ProtocolError" | "Ping" | "Pong" | "OpenConnection" }
>;

function routeWithin(connection: Connection, message: OnConnection): void {
  switch (message.kind) {
    case "AcceptConnection":
      connection.remoteMetadata = message.metadata;
      connection.deliver({ type: "peer.accept", settings: message.settings });
      return;
    case "RejectConnection":
      connection.remoteMetadata = message.metadata;
      connection.deliver({ type: "peer.reject" });
      return;
    case "CloseConnection":
      connection.closeMetadata = message.metadata;
      connection.deliver({ type: "peer.close" });
      return;
  }
  if (!connection.isUp) {
    connection.consult({ type: "peer.early" });
    return;
  }
  switch (message.kind) {
    case "Request":
      connection.requests.onRequest(message);
      return;
    case "Response":
      connection.requests.onResponse(message);
      return;
    case "CancelRequest":
      connection.requests.onCancel(message);
      return;
    case "ChannelItem":
      connection.channels.onItem(message);
      return;
    case "CloseChannel":
      connection.channels.onClose(message);
      return;
    case "ResetChannel":
      connection.channels.onReset(message);
      return;
    case "GrantCredit":
      connection.channels.onGrant(message);
  }
}
