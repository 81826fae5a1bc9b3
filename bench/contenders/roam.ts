import { connect, serve } from "roam-xstate";
import type { Contender } from "../contender.ts";
import { Bench, clientOver, handlers, options } from "../roam/service.ts";

/** This package over TCP. */
export const contender: Contender = {
  async serve() {
    const server = await serve("tcp://127.0.0.1:0", Bench, handlers, options);
    return server.url;
  },
  async connect(address) {
    return clientOver(await connect(address, Bench, options));
  },
};
