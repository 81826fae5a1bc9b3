/** Collects the garbage of this process. @throws {Error} without `--expose-gc` */
export function collect(): void {
  if (globalThis.gc === undefined) throw new Error("run node with --expose-gc");
  globalThis.gc();
  // Buffers are freed beside the program; the second collection waits for what the first one began.
  globalThis.gc();
}
