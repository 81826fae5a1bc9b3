import { once } from "node:events";
import { onTestFinished } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";

/** A WebSocket server for one test: hands out each socket that comes. */
export async function socketServer(onSocket: (socket: WebSocket) => void): Promise<string> {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  await once(server, "listening");
  server.on("connection", onSocket);
  onTestFinished(() => {
    for (const socket of server.clients) socket.terminate();
    server.close();
  });
  const bound = server.address();
  return `127.0.0.1:${typeof bound === "object" ? bound?.port : 0}`;
}
