import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { Duplex } from "node:stream";
import { expect, it } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import { nodeWebSocketLink } from "../../runtime/link/websocket-node.ts";
import { record, turns } from "./recorder.ts";

/** A server's WebSocket over a stream that is no socket. */
function upgraded(stream: Duplex): Promise<WebSocket> {
  const request = new IncomingMessage(new Socket());
  request.method = "GET";
  request.headers = {
    connection: "Upgrade",
    upgrade: "websocket",
    "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
    "sec-websocket-version": "13",
  };
  const server = new WebSocketServer({ noServer: true });
  return new Promise((resolve) => server.handleUpgrade(request, stream, Buffer.alloc(0), resolve));
}

it("[link.tx.reserve] a WebSocket link reports room to who was told to wait from inside a write that then went through", async () => {
  const piece = new Uint8Array(70_000);
  const told: boolean[] = [];
  const stream = new Duplex({
    read() {},
    write(chunk: Buffer, _encoding, done) {
      if (chunk.length > 1_000 && told.length === 0) told.push(link.send(piece));
      done();
    },
  });
  const link = nodeWebSocketLink(await upgraded(stream), stream, "ws", {});
  const seen = record(link);
  told.push(link.send(piece));
  await turns(2);
  expect([told, seen.writables, link.buffered]).toEqual([[false, false], 1, 0]);
  link.destroy();
});
