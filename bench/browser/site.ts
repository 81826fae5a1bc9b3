import { createServer } from "node:http";
import { WebSocketServer } from "ws";
import type { Started } from "../messages.ts";
import { PageClient } from "./page-client.ts";

/** The pages, on a loopback port. */
export interface Site extends Started {
  readonly url: string;
  readonly clients: ReadonlyMap<string, PageClient>;
}

/** With these a page is cross-origin isolated, and its clock not blurred. */
const ISOLATED = { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp" };

/** Serves for each contender a page `/NAME` that loads `/NAME.js`; what comes over WebSocket at `/NAME` is that page. */
export async function serveSite(names: readonly string[], scripts: ReadonlyMap<string, string>): Promise<Site> {
  const clients = new Map(names.map((name) => [name, new PageClient(`${name} in a page`)]));
  const server = createServer(({ url = "/" }, response) => {
    const script = scripts.get(url);
    const page = `<!doctype html><link rel="icon" href="data:,"><script type="module" src="${url}.js"></script>`;
    const isKnown = script !== undefined || clients.has(url.slice(1));
    const type = script === undefined ? "text/html" : "text/javascript";
    response.writeHead(isKnown ? 200 : 404, { ...ISOLATED, "content-type": type }).end(script ?? page);
  });
  new WebSocketServer({ server }).on("connection", (socket, { url = "/" }) => clients.get(url.slice(1))?.came(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const bound = server.address();
  if (bound === null || typeof bound === "string") throw new Error("not listening");
  return {
    url: `http://127.0.0.1:${bound.port}`,
    clients,
    end: async () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
