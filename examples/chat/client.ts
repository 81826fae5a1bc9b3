// node dist/examples/chat/client.js NAME [URL]
// What you type is said; what others say is shown: the server calls this side, on the connection that this side opened.

import { createInterface } from "node:readline";
import { connect, sessionOf } from "../../runtime/index.ts";
import { Room, Screen } from "./service.ts";

const [name = "guest", url = "tcp://127.0.0.1:9002"] = process.argv.slice(2);

await using room = await connect(url, Room, {
  serve: [Screen, { show: (from, text) => console.log(`${from}: ${text}`) }],
});
const joined = await room.join(name);
if (!joined.ok) throw new Error(joined.error);
console.log(`with you: ${joined.value.join(", ") || "nobody"}`);

const lines = createInterface({ input: process.stdin });
// The room may close before the input ends.
void sessionOf(room).closed.then(() => lines.close());
for await (const line of lines) if (line.trim() !== "") await room.say(line);
