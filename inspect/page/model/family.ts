import type { Life } from "./life.ts";

export function adopt(parent: Life, child: Life): void {
  child.parent = parent;
  parent.children ??= new Set();
  parent.children.add(child);
}

const DEEPEST = 16;

/** A hostile recording may name parents in a circle, or without end. */
export function mayHold(parent: Life, child: Life): boolean {
  let depth = 1;
  for (let at: Life | null = parent; at !== null; at = at.parent) {
    if (at === child || depth > DEEPEST) return false;
    depth += 1;
  }
  return depth + heightOf(child) <= DEEPEST;
}

function heightOf(life: Life): number {
  let height = 0;
  for (const child of life.children ?? []) height = Math.max(height, heightOf(child) + 1);
  return height;
}

export function setOf(map: Map<string, Set<Life>>, key: string): Set<Life> {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = new Set<Life>();
  map.set(key, made);
  return made;
}
