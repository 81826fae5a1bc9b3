import type { ChartName } from "../../machines/tables.ts";
import { plain } from "../feed/plain.ts";
import type { ErrorRecord, FeedRecord, LifeName, Stamp } from "../records.ts";
import type { Side } from "./side.ts";

/** Who a life is, for as long as it is told about. Names are made when somebody asks. */
export interface Identity {
  readonly peer: Side;
  readonly owner: Identity | null;
  /** What its name has behind that of its owner. */
  readonly kind: string;
  readonly label: string;
  readonly connection: number | null;
  readonly id: number | null;
  readonly initialCredit: number | null;
  /** Whose it is, if not its owner's: the call that brought a channel. */
  readonly call: LifeName | null;
}

export function nameOf({ peer, owner, kind, id }: Identity): LifeName {
  return `${owner === null ? peer : nameOf(owner)}/${kind}${id ?? ""}`;
}

/** What a violation is about. */
export interface Breach {
  /** Who broke the rule. */
  readonly by: Side;
  readonly life: LifeName | null;
  readonly rule: string;
  readonly detail: string;
}

/** Who listens. Without `onRecord` only errors are told, and no other record is made. */
export interface Listeners {
  readonly onRecord?: ((record: FeedRecord) => void) | undefined;
  readonly onError?: ((record: ErrorRecord) => void) | undefined;
}

/** Something without its stamp. */
type Bare<R extends FeedRecord = FeedRecord> = R extends FeedRecord ? Omit<R, keyof Stamp> : never;

/** Records of all sessions of a tap, in one order. */
export class Stream {
  /** One that throws is let go: it must not stand between two peers. */
  #onRecord: Listeners["onRecord"];
  #onError: Listeners["onError"];
  #seq = 0;
  #at = 0;
  #wall = 0;

  constructor({ onRecord, onError }: Listeners) {
    this.#onRecord = onRecord;
    this.#onError = onError;
  }

  /** Whether anybody wants more than errors. */
  get isHeard(): boolean {
    return this.#onRecord !== undefined;
  }

  /** From here on it is about bytes that came at this time. */
  tick(at: number, wall: number): void {
    this.#at = at;
    this.#wall = wall;
  }

  /** Any record, as long as somebody listens. */
  tell(peer: Side, record: Bare): void {
    this.#tell({ ...this.#stamp(peer), ...record });
  }

  error(peer: Side, error: Omit<ErrorRecord, keyof Stamp | "type">): void {
    const record: ErrorRecord = { ...this.#stamp(peer), type: "error", ...error };
    try {
      this.#onError?.(record);
    } catch {
      this.#onError = undefined;
    }
    this.#tell(record);
  }

  #tell(record: FeedRecord): void {
    try {
      this.#onRecord?.(record);
    } catch {
      this.#onRecord = undefined;
    }
  }

  #stamp(peer: Side): Stamp {
    return { seq: ++this.#seq, at: this.#at, wall: this.#wall, peer };
  }
}

/** Turns what a tap found in one session into records. */
export class Report {
  readonly #stream: Stream;
  #errorsLeft: number;

  /** `errors`: so many are told, and then that there are more. */
  constructor(stream: Stream, errors: number) {
    this.#stream = stream;
    this.#errorsLeft = errors;
  }

  get isHeard(): boolean {
    return this.#stream.isHeard;
  }

  tell(peer: Side, record: Bare): void {
    this.#stream.tell(peer, record);
  }

  began(identity: Identity, chart: ChartName, state: string, input: unknown): void {
    if (!this.isHeard) return;
    const { peer, owner, label, connection, id, initialCredit } = identity;
    const parent = identity.call ?? (owner === null ? null : nameOf(owner));
    const life = nameOf(identity);
    const about = { life, parent, chart, label, connection, id, state, initialCredit };
    this.tell(peer, { type: "actor", ...about, input: plain(input), late: false });
  }

  /** Something went wrong that is nobody's violation. */
  trouble(peer: Side, text: string): void {
    this.#error(peer, { life: null, rule: null, text });
  }

  /** The peer that was told sees it. */
  violation(seenBy: Side, { by, life, rule, detail }: Breach): void {
    this.#error(seenBy, { life, rule, text: `${by}: ${detail}` });
  }

  #error(peer: Side, error: { life: LifeName | null; rule: string | null; text: string }): void {
    if (this.#errorsLeft < 0) return;
    if (this.#errorsLeft-- > 0) this.#stream.error(peer, error);
    else this.#stream.error(peer, { life: null, rule: null, text: "further errors of this session are not told" });
  }
}
