// Errors of the wire layer. Payloads may hold secrets, so no message ever quotes a byte, a character or a value
// of the payload: it says what was expected, where, and in general words what stood there.

/** Limits of a message that its receiver chooses. */
export type NamedLimit = "metadataEntries" | "metadataBytes" | "channelsPerCall";

/**
 * Bytes that do not decode. `offset` counts bytes from the start of the reader's input; `path` leads to the value
 * (`args.0.points[3].x`, "" at the top). Also says so when a limit is passed.
 */
export class DecodeError extends Error {
  override readonly name = "DecodeError";
  readonly code = "decode";
  readonly expected: string;
  readonly found: string;
  readonly offset: number;
  /** Which of the reader's limits was passed, if it was one that has a name. */
  readonly limit: NamedLimit | undefined;
  path = "";

  constructor(expected: string, offset: number, found: string, limit?: NamedLimit) {
    super(`expected ${expected} at byte ${offset}, found ${found}`);
    this.expected = expected;
    this.offset = offset;
    this.found = found;
    this.limit = limit;
  }

  /** Puts one more segment in front of the path, while the error travels up. */
  prepend(segment: string): void {
    this.path = joinPath(segment, this.path);
    this.message = `expected ${this.expected} at byte ${this.offset} (${this.path}), found ${this.found}`;
  }
}

/** A value that does not fit its schema: wrong type, out of range, wrong shape, too deep, or beyond a limit. */
export class EncodeError extends Error {
  override readonly name = "EncodeError";
  readonly code = "encode";
  readonly expected: string;
  readonly found: string;
  path = "";

  constructor(expected: string, found: string) {
    super(`expected ${expected}, found ${found}`);
    this.expected = expected;
    this.found = found;
  }

  /** Puts one more segment in front of the path, while the error travels up. */
  prepend(segment: string): void {
    this.path = joinPath(segment, this.path);
    this.message = `expected ${this.expected} (${this.path}), found ${this.found}`;
  }
}

/** A schema that cannot be: found when it is defined, or at its first use where `lazy` hides it until then. */
export class SchemaError extends Error {
  override readonly name = "SchemaError";
  readonly code = "schema";
}

/** Gives back `error`, with `segment` put in front of its path if it is one of ours: `throw within(error, "args")`. */
export function within(error: unknown, segment: string): unknown {
  if (error instanceof DecodeError || error instanceof EncodeError) error.prepend(segment);
  return error;
}

/** Names the type of a value without showing it. */
export function describe(value: unknown): string {
  if (value === null) return "null";
  if (value === undefined) return "undefined";
  if (Array.isArray(value)) return "an array";
  switch (typeof value) {
    case "object":
      return value instanceof Uint8Array ? "a Uint8Array" : "an object";
    case "number":
      return "a number";
    default:
      return `a ${typeof value}`;
  }
}

/** Says why a value is not an integer of the wanted kind between `min` and `max`, without showing it. */
export function describeMisfit(value: unknown, min: number | bigint, max: number | bigint): string {
  if (typeof value !== typeof max || (typeof value !== "number" && typeof value !== "bigint")) return describe(value);
  if (Number.isNaN(value)) return "NaN";
  if (value > max) return `a value above ${max}`;
  if (value < min) return `a value below ${min}`;
  return "a number with a fraction";
}

function joinPath(segment: string, rest: string): string {
  return rest === "" || rest.startsWith("[") ? segment + rest : `${segment}.${rest}`;
}
