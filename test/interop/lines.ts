import { readFileSync } from "node:fs";

/** One JSON object of a line, its parts still unknown. */
export type Line = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is Line {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** One line as an object. */
export function lineOf(text: string): Line {
  const value: unknown = JSON.parse(text);
  if (!isRecord(value)) throw new TypeError(`not a JSON object: ${text}`);
  return value;
}

/** The lines of `vectors/NAME.jsonl`, as Rust printed them. */
export function vectors(name: string): readonly Line[] {
  const text = readFileSync(new URL(`./vectors/${name}.jsonl`, import.meta.url), "utf8");
  return text.trimEnd().split("\n").map(lineOf);
}

/** A part of a line that must be a string. */
export function textOf(line: Line, part: string): string {
  const value = line[part];
  if (typeof value !== "string") throw new TypeError(`${part} of ${JSON.stringify(line)} is not a string`);
  return value;
}

/** The lines that have one part in common, in order. */
export function grouped<Key>(lines: readonly Line[], keyOf: (line: Line) => Key): [Key, Line[]][] {
  const groups = new Map<Key, Line[]>();
  for (const line of lines) groups.set(keyOf(line), [...(groups.get(keyOf(line)) ?? []), line]);
  return [...groups];
}
