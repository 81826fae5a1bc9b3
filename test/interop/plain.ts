import { toHex } from "../wire/hex.ts";

/**
 * A decoded value in the JSON that the vectors are written in: bigints are `{ int }`, bytes `{ bytes }`, maps
 * `{ map }`, sets `{ set }`, a result an enum, and floats that JSON does not know are their names.
 */
export function plain(value: unknown): unknown {
  if (typeof value === "bigint") return { int: `${value}` };
  if (typeof value === "number") return Number.isFinite(value) ? value : `${value}`;
  if (value === undefined) return null;
  if (value instanceof Uint8Array) return { bytes: toHex(value) };
  if (value instanceof Map) return { map: [...value].map((entry) => entry.map(plain)) };
  if (value instanceof Set) return { set: [...value].map(plain) };
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === "object" && value !== null) {
    if ("ok" in value && "value" in value) return { tag: "Ok", value: plain(value.value) };
    if ("ok" in value && "error" in value) return { tag: "Err", value: plain(value.error) };
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
  }
  return value;
}
