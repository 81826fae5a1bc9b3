import { Worker } from "node:worker_threads";
import { connect, portLink } from "roam-xstate";
import type { Contender } from "../contender.ts";
import { Bench, clientOver, options } from "../roam/service.ts";

/** This package over the port of a worker thread: both halves in one process, whose CPU is that of both. */
export const contender: Contender = {
  serve: async () => "a worker of the client",
  async connect() {
    const worker = new Worker(new URL("../roam/worker.js", import.meta.url));
    return clientOver(await connect(portLink(worker), Bench, options));
  },
};
