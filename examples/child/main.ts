// node dist/examples/child/main.js

import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { channel, childLink, connect, t } from "../../runtime/index.ts";
import { Words } from "./service.ts";

const path = fileURLToPath(new URL("./server.js", import.meta.url));
const child = spawn(process.execPath, [path], { stdio: ["pipe", "pipe", "inherit"] });
const exit = once(child, "exit");
const words = await connect(childLink(child), Words);
console.log((await words.pid()) === child.pid ? "the child answers" : "somebody else answers");

const [tx, rx] = channel(t.string);
const counting = words.count(rx);
for (const line of ["to be or not to be", "that is the question"]) await tx.send(line);
await tx.close();
for (const [word, count] of await counting) if (count > 1) console.log(`${word}: ${count}`);

// With the link its standard input ends, and so does the child.
await words.close();
const [code] = await exit;
console.log(`the child ended with code ${code}`);
