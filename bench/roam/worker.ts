/** The server half in a worker thread. */
import { parentPort } from "node:worker_threads";
import { portLink, serve } from "roam-xstate";
import { Bench, handlers, options } from "./service.ts";

if (parentPort === null) throw new Error("this runs in a worker");
await serve(portLink(parentPort), Bench, handlers, options);
