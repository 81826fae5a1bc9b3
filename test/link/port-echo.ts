// The other side of port.test.ts: a worker that echoes over `portLink`, whose port comes in workerData or is its own.

import { MessagePort, parentPort, workerData } from "node:worker_threads";
import { portLink } from "../../runtime/link/message-port.ts";

const port = workerData instanceof MessagePort ? workerData : parentPort;
if (port === null) throw new Error("no port");
const link = portLink(port, { name: "worker" });
link.start({
  payload(bytes) {
    if (bytes.length === 3) process.exit(1);
    if (bytes.length === 4) throw new Error("a bug in the worker");
    link.send(bytes);
  },
  writable() {},
  ended() {},
});
