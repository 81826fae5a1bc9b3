// Runs in the child: serves over standard input and output. Nothing else may write to standard output, so the child
// logs to standard error.

import { serve, stdioLink } from "../../runtime/index.ts";
import { Words } from "./service.ts";

await serve(stdioLink(), Words, {
  async count(lines) {
    const counts = new Map<string, number>();
    for await (const line of lines) {
      for (const word of line.toLowerCase().match(/\p{L}+/gu) ?? []) counts.set(word, (counts.get(word) ?? 0) + 1);
    }
    return counts;
  },
  pid: () => process.pid,
});
console.error("the child serves");
