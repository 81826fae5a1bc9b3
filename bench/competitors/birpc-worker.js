import { parentPort } from "node:worker_threads";
import { createBirpc } from "birpc";

createBirpc(
  { call: (value) => value + 1 },
  {
    post: (message) => parentPort.postMessage(message),
    on: (listener) => parentPort.on("message", listener),
  },
);
