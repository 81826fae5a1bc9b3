// node dist/examples/chat/server.js [URL]

import { once } from "node:events";
import { serve } from "../../runtime/index.ts";
import { room } from "./room.ts";
import { Room } from "./service.ts";

const [url = "tcp://127.0.0.1:9002"] = process.argv.slice(2);

await using server = await serve(url, Room, room());
console.log(`the room is open at ${server.url}, Ctrl-C closes it`);
await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
