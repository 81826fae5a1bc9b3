// States of a machine are named by their path, `a.b`; the machine itself is ``.

export function parentOf(path: string): string {
  const dot = path.lastIndexOf(".");
  return dot === -1 ? "" : path.slice(0, dot);
}

/** Whether `path` is `outer`, or inside it. */
export function isWithin(path: string, outer: string): boolean {
  return outer === "" || path === outer || path.startsWith(`${outer}.`);
}

/** From the outermost to the path itself, without the machine. */
export function lineOf(path: string): string[] {
  const parts = path === "" ? [] : path.split(".");
  return parts.map((_, n) => parts.slice(0, n + 1).join("."));
}
