/** Collects rejections that nobody handles, from now to `end`. */
export function watchRejections(): { end(): unknown[] } {
  const unseen: unknown[] = [];
  const note = (reason: unknown) => unseen.push(reason);
  process.on("unhandledRejection", note);
  return {
    end: () => {
      process.off("unhandledRejection", note);
      return unseen;
    },
  };
}
