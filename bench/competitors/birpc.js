import { Worker } from "node:worker_threads";
import { createBirpc } from "birpc";

// birpc over the port of a worker thread: both halves in one process, whose CPU is that of both. Calls only.
export const contender = {
  serve: async () => "a worker of the client",

  async connect() {
    const worker = new Worker(new URL("./birpc-worker.js", import.meta.url));
    const rpc = createBirpc(
      {},
      {
        post: (message) => worker.postMessage(message),
        on: (listener) => worker.on("message", listener),
      },
    );
    return { call: (value) => rpc.call(value) };
  },
};
