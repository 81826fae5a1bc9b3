/** A state of an actor, and when it was entered: milliseconds since the actor began. */
export interface Moment {
  readonly state: string;
  readonly at: number;
}

/** The states that an actor went through: the first, and the latest ones. */
export type Timeline = readonly Moment[];

/** Where in the protocol an error happened. */
export interface Place {
  readonly connectionId?: number | undefined;
  readonly requestId?: number | undefined;
  readonly channelId?: number | undefined;
  /** State of the actor at that moment. */
  readonly state?: string | undefined;
  /** Rule of the specification, where one was broken. */
  readonly rule?: string | undefined;
  readonly timeline?: Timeline | undefined;
  /** The sentence that `explain` gives; ends the message. */
  readonly explanation?: string | undefined;
  readonly cause?: unknown;
}

const SHOWN = ["rule", "connectionId", "requestId", "channelId", "state", "timeline"] as const;

/**
 * Every error of this library. `code` tells them apart. Texts and fields never hold payloads or SENSITIVE metadata:
 * an error may be logged as it is, with `util.inspect` or as JSON.
 */
export class RoamError extends Error {
  override readonly name: string = "RoamError";
  readonly code: string;
  declare readonly rule: string | undefined;
  declare readonly connectionId: number | undefined;
  declare readonly requestId: number | undefined;
  declare readonly channelId: number | undefined;
  /** State that the actor was in when it went wrong. */
  declare readonly state: string | undefined;
  /** What the actor went through; `undefined` where no actor is concerned. */
  declare readonly timeline: Timeline | undefined;

  constructor(code: string, message: string, place: Place = {}) {
    const text = place.explanation === undefined ? message : `${message}. ${place.explanation}`;
    super(text, place.cause === undefined ? undefined : { cause: place.cause });
    this.code = code;
    // Only what is known: an error that is printed shows no empty fields.
    for (const key of SHOWN) {
      if (place[key] !== undefined) Object.defineProperty(this, key, { value: place[key], enumerable: true });
    }
  }

  /** Plain data, with the chain of causes and without stacks. */
  toJSON(): object {
    const { name, code, message, cause } = this;
    const shown = Object.fromEntries(SHOWN.map((key) => [key, this[key]]).filter(([, value]) => value !== undefined));
    return { name, code, message, ...shown, ...(cause === undefined ? {} : { cause: plain(cause) }) };
  }
}

/** A cause may be anything that a user aborts with: of others' errors only name, code and text, of other values the type. */
function plain(cause: unknown): unknown {
  if (cause instanceof RoamError) return cause.toJSON();
  if (!(cause instanceof Error)) return `a value of type ${cause === null ? "null" : typeof cause}`;
  const { name, message } = cause;
  const code = "code" in cause && typeof cause.code === "string" ? { code: cause.code } : {};
  return { name, message, ...code };
}
