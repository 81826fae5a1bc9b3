import { dialWebSocket } from "../../runtime/link/websocket-dial.ts";
import { listenWebSocket } from "../../runtime/link/websocket-listen.ts";
import type { Contender } from "../contender.ts";
import { FloorClient } from "../floor/client.ts";
import { FloorServer } from "../floor/server.ts";

/** The floor over WebSocket. The bench in a browser dials it from a page, so pages are let in. */
export const contender: Contender = {
  async serve() {
    const listener = await listenWebSocket({ origins: "*", onLink: (link) => link.start(new FloorServer(link)) });
    return listener.url;
  },
  async connect(address) {
    return new FloorClient(await dialWebSocket(address));
  },
};
