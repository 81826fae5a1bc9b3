/** The entry of a process that serves a crowd of another process: tells the address, and ends with whoever started it. */
import { serve } from "../../runtime/index.ts";
import { Crowd, handlers, LIMITS } from "./service.ts";

const server = await serve("tcp://127.0.0.1:0", Crowd, handlers, { limits: LIMITS });
process.once("disconnect", () => process.exit(0));
process.send?.(server.url);
