import { connect, serve } from "roam-xstate";
import type { Contender } from "../contender.ts";
import { Bench, clientOver, handlers, options } from "../roam/service.ts";

/** This package over WebSocket. The bench in a browser dials it from a page, so pages are let in. */
export const contender: Contender = {
  async serve() {
    const server = await serve("ws://127.0.0.1:0", Bench, handlers, { ...options, origins: "*" });
    return server.url;
  },
  async connect(address) {
    return clientOver(await connect(address, Bench, options));
  },
};
