/** How much of a value of the user's own is told. */
const MAX_DEPTH = 6;
const MAX_KEYS = 64;
const MAX_TEXT = 1_024;

/** A value as plain JSON: a bigint becomes a decimal string, what JSON cannot say becomes a word for it. */
export function plain(value: unknown, depth = 0): unknown {
  switch (typeof value) {
    case "string":
      return value.length > MAX_TEXT ? `${value.slice(0, MAX_TEXT)}…` : value;
    case "number":
      return Number.isFinite(value) ? value : String(value);
    case "boolean":
      return value;
    case "bigint":
      return value.toString();
    case "undefined":
      return null;
    case "object":
      return value === null ? null : plainObject(value, depth);
    default:
      return `[${typeof value}]`;
  }
}

function plainObject(value: object, depth: number): unknown {
  if (depth >= MAX_DEPTH) return "[deep]";
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
  if (value instanceof Error) return `[${value.name}]`;
  try {
    if (Array.isArray(value)) return value.slice(0, MAX_KEYS).map((item) => plain(item, depth + 1));
    const isPlain = [Object.prototype, null].includes(Object.getPrototypeOf(value));
    if (!isPlain) return `[${value.constructor?.name ?? "object"}]`;
    const entries = Object.entries(value).slice(0, MAX_KEYS);
    return Object.fromEntries(entries.map(([key, item]) => [key, plain(item, depth + 1)]));
  } catch {
    // A getter or a proxy of the user's threw: that is nothing to tell.
    return "[unreadable]";
  }
}
