// The Node side of the browser run: pages and WebSockets on one HTTP server.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { listenWebSocket, type Server, serve } from "../../runtime/index.ts";
import { handlers, Peer } from "../link/scenario.ts";

const TYPES: Readonly<Record<string, string>> = { ".html": "text/html", ".js": "text/javascript" };

/** Serves the files of a folder, and `/rpc`, `/slow`, `/short` and `/closed` over WebSocket. */
export async function start(folder: string): Promise<{ url: string; close(): Promise<void> }> {
  const http = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? "/", "http://x").pathname);
    const name = path === "/" ? "index.html" : path;
    readFile(join(folder, name)).then(
      (bytes) => response.writeHead(200, { "content-type": TYPES[extname(name)] ?? "text/plain" }).end(bytes),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const bound = http.address();
  if (bound === null || typeof bound === "string") throw new Error("not listening");
  const url = `http://127.0.0.1:${bound.port}`;
  const mount = { server: http, origins: [url] };
  const quiet = { onHandlerError: () => {} };

  const rpc = await serve((given) => listenWebSocket({ ...given, ...mount, path: "/rpc" }), Peer, handlers, quiet);
  const closed = await serve((given) => listenWebSocket({ ...given, server: http, path: "/closed" }), Peer, handlers);
  const short: Server = await serve(
    (given) => listenWebSocket({ ...given, ...mount, path: "/short" }),
    Peer,
    { ...handlers, wait: () => short.close() },
    quiet,
  );
  // Takes a payload at a time, so that the kernel's buffers fill and the page has to wait.
  const slow = await listenWebSocket({
    ...mount,
    path: "/slow",
    onLink: (link) => {
      const payload = () => {
        link.pause();
        setTimeout(() => link.resume(), 1);
      };
      link.start({ payload, writable: () => {}, ended: () => {} });
    },
  });
  const close = async () => {
    await Promise.all([rpc, closed, short, slow].map((server) => server.close()));
    http.close();
    http.closeAllConnections();
  };
  return { url, close };
}
