import { Worker } from "node:worker_threads";
import { portLink } from "../../runtime/link/message-port.ts";
import type { Contender } from "../contender.ts";
import { FloorClient } from "../floor/client.ts";

/** The floor over the port of a worker thread: both halves in one process, whose CPU is that of both. */
export const contender: Contender = {
  serve: async () => "a worker of the client",
  async connect() {
    return new FloorClient(portLink(new Worker(new URL("../floor/worker.js", import.meta.url))));
  },
};
