/** The server half of the floor in a worker thread. */
import { parentPort } from "node:worker_threads";
import { portLink } from "../../runtime/link/message-port.ts";
import { FloorServer } from "./server.ts";

if (parentPort === null) throw new Error("this runs in a worker");
const link = portLink(parentPort);
link.start(new FloorServer(link));
