/** Calls `stop` at the first Ctrl-C; a second one ends the process. Returns how to call it off. */
export function untilInterrupted(stop: () => void): () => void {
  process.once("SIGINT", stop);
  return () => process.removeListener("SIGINT", stop);
}
