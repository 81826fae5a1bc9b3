#!/usr/bin/env node
import { commandLine } from "./command-line.ts";

// A reader that has seen enough, such as `| head`, is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));

const code = await commandLine(process.argv.slice(2), process);
// A module that `ids` imports may have started something that would keep the process alive.
process.stdout.write("", () => process.exit(code));
