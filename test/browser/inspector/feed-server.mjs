// Serves the page, and a feed that says what it is told to.

import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { WebSocketServer } from "ws";

const BATCH = 500;

const EMPTY = '<!doctype html><title>empty</title><link rel="icon" href="data:,">';

const TOKEN = "test-token";

/** `header` and `records` are what everybody hears who joins; `say` adds to it. */
export async function serveFeed(file, header, records) {
  const viewers = new Set();
  const http = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://127.0.0.1");
    if (pathname !== "/" && pathname !== "/empty") return response.writeHead(404).end();
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
    return response.end(pathname === "/" ? readFileSync(file) : EMPTY);
  });
  const sockets = new WebSocketServer({ server: http, path: "/feed" });
  sockets.on("connection", (socket, request) => {
    if (new URL(request.url, "http://127.0.0.1").searchParams.get("token") !== TOKEN) return socket.close(1008);
    viewers.add(socket);
    socket.on("close", () => viewers.delete(socket));
    socket.send(JSON.stringify(header));
    return send(socket, records);
  });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  const origin = `http://127.0.0.1:${http.address().port}`;
  return {
    origin,
    url: `${origin}/?token=${TOKEN}`,
    say(more) {
      for (const socket of viewers) send(socket, more);
    },
    hangUp() {
      for (const socket of viewers) socket.close();
    },
    async close() {
      for (const socket of viewers) socket.terminate();
      sockets.close();
      http.closeAllConnections();
      http.close();
      await once(http, "close");
    },
  };
}

function send(socket, records) {
  for (let at = 0; at < records.length; at += BATCH) socket.send(JSON.stringify(records.slice(at, at + BATCH)));
}
