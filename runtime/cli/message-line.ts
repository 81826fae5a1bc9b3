import { isSensitive, type Message, type MetadataEntry, type MetadataValue } from "../wire/index.ts";
import { methodHex, toHex } from "./hex.ts";

/**
 * A message as one line of JSON: `connection`, `kind`, then its fields in the order of the wire. Bytes are hex, a method
 * id is 0x and 16 digits, other integers are numbers, or decimal strings where a number would be inexact.
 */
export function messageLine(message: Message): string {
  const { connection, kind, ...fields } = message;
  const line = JSON.stringify({ connection, kind, ...fields }, (name, value: unknown) => shown(name, value));
  // JSON leaves DEL and the C1 controls as they are; a terminal may obey them.
  return line.replace(/[\u007f-\u009f\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function shown(name: string, value: unknown): unknown {
  if (name === "metadata" && Array.isArray(value)) return value.map(shownEntry);
  if (typeof value === "bigint") return name === "method" ? methodHex(value) : integer(value);
  return value instanceof Uint8Array ? toHex(value) : value;
}

function shownEntry(entry: MetadataEntry): object {
  const { key, value, flags } = entry;
  return { key, type: typeOf(value), value: isSensitive(entry) ? "[sensitive]" : value, flags };
}

function typeOf(value: MetadataValue): string {
  if (typeof value === "string") return "string";
  return typeof value === "bigint" ? "u64" : "bytes";
}

function integer(value: bigint): number | string {
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value.toString();
}
