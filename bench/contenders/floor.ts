import { dialTcp, listenTcp } from "../../runtime/link/tcp.ts";
import type { Contender } from "../contender.ts";
import { FloorClient } from "../floor/client.ts";
import { FloorServer } from "../floor/server.ts";

/** Our own link with fixed frames: no codec, no actors. What roam could reach at best on this machine. */
export const contender: Contender = {
  async serve() {
    const listener = await listenTcp({ onLink: (link) => link.start(new FloorServer(link)) });
    return String(listener.port);
  },
  async connect(address) {
    return new FloorClient(await dialTcp({ port: Number(address) }));
  },
};
