import type { FeedRecord, Header } from "../records.ts";

/** The text is no recording: which line, and why. */
export class NotARecording extends Error {
  override readonly name = "NotARecording";
}

const TYPES: ReadonlySet<unknown> = new Set(["actor", "transition", "frame", "sample", "error", "end", "gap"]);

/** The header and the records of a recording. @throws {NotARecording} */
export function parseRecording(text: string): { header: Header; records: FeedRecord[] } {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const [first, ...rest] = lines;
  const header = parse(first ?? "", 1);
  if (!isHeader(header)) throw new NotARecording("line 1: the header of a recording, version 1, was expected");
  const records = rest.map((line, index) => {
    const record = parse(line, index + 2);
    if (!isRecord(record)) throw new NotARecording(`line ${index + 2}: no record`);
    return record;
  });
  return { header, records };
}

function parse(line: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new NotARecording(`line ${number}: no JSON`);
  }
}

export function isHeader(value: unknown): value is Header {
  return has(value, "type", "header") && has(value, "format", "roam-xstate-recording") && has(value, "version", 1);
}

/** Whether it has what every reader of records relies on; whoever needs more of one kind looks for itself. */
export function isRecord(value: unknown): value is FeedRecord {
  if (typeof value !== "object" || value === null || !TYPES.has(Reflect.get(value, "type"))) return false;
  if (typeof Reflect.get(value, "seq") !== "number") return false;
  const type: unknown = Reflect.get(value, "type");
  if (type === "gap") return typeof Reflect.get(value, "dropped") === "number";
  if (type !== "actor" && type !== "transition" && type !== "end") return true;
  return typeof Reflect.get(value, "life") === "string" && isStep(value, type);
}

function isStep(value: object, type: "actor" | "transition" | "end"): boolean {
  const text = (key: string) => typeof Reflect.get(value, key) === "string";
  if (type !== "transition") return text("state");
  const event: unknown = Reflect.get(value, "event");
  const isEvent = typeof event === "object" && event !== null && typeof Reflect.get(event, "type") === "string";
  return isEvent && text("from") && text("to") && typeof Reflect.get(value, "unexpected") === "boolean";
}

function has(value: unknown, key: string, expected: unknown): boolean {
  return typeof value === "object" && value !== null && Reflect.get(value, key) === expected;
}
