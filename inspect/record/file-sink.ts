import { open } from "node:fs/promises";
import type { RecordSink } from "./line-writer.ts";

/** A new file, or an old one emptied. Only its owner can read it: it tells what an application says. */
export async function fileSink(path: string): Promise<RecordSink> {
  const file = await open(path, "w", 0o600);
  return {
    async write(text) {
      await file.writeFile(text);
    },
    close: () => file.close(),
  };
}
