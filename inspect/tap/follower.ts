import { DecodeError, decodeMessage, type Message, type MessageLimits } from "../../runtime/wire/index.ts";
import { bytesOf, fieldsOf } from "../feed/frame-fields.ts";
import { lifeOf } from "../feed/frame-life.ts";
import { LifeNames } from "../feed/life-names.ts";
import type { Definitions } from "./definitions.ts";
import { type Heads, Unreadable } from "./heads.ts";
import { Report, type Stream } from "./report.ts";
import { Scope, type TapLimits } from "./scope.ts";
import { type Both, otherSide, type Side } from "./side.ts";
import { TappedSession } from "./tapped-session.ts";

// The bytes at hand bound everything; what a peer refuses as too much is a limit of that peer.
const LIMITS: MessageLimits = {
  metadata: { entries: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY },
  channels: Number.POSITIVE_INFINITY,
};

/** What following a session takes. */
export interface FollowOptions {
  readonly stream: Stream;
  readonly definitions: Definitions;
  readonly limits: TapLimits;
  readonly redact: boolean;
}

/** Reads along with what two peers say to each other over one link. */
export class Follower {
  readonly #report: Report;
  readonly #redact: boolean;
  readonly #heads: Both<Heads>;
  readonly #names: Both<LifeNames>;
  readonly #session: TappedSession;
  #undecodableLeft: number;
  /** Nothing more is read: the bytes of one side are no roam link, or something here is wrong. */
  #isLost = false;

  constructor(number: number, heads: Both<Heads>, { stream, definitions, limits, redact }: FollowOptions) {
    this.#report = new Report(stream, limits.errors);
    this.#redact = redact;
    this.#undecodableLeft = limits.undecodable;
    this.#heads = heads;
    this.#names = { left: new LifeNames(`left/s${number}`), right: new LifeNames(`right/s${number}`) };
    this.#session = new TappedSession(new Scope(this.#report, number, definitions, limits));
  }

  /** Bytes passed. Never throws: whatever they are, the peers are not to notice. */
  take(from: Side, chunk: Uint8Array): void {
    if (this.#isLost) return;
    try {
      this.#heads[from].push(chunk, (head, size) => this.#payload(from, head, size));
    } catch (error) {
      this.#lose(from, error);
    }
  }

  /** One side sends no more; `null`: the link broke. */
  end(by: Side | null, detail: string): void {
    try {
      this.#session.end(by, detail);
    } catch (error) {
      this.#lose(by ?? "left", error);
    }
  }

  #payload(from: Side, head: Uint8Array, size: number): void {
    let message: Message;
    try {
      message = decodeMessage(head, LIMITS);
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      this.#tell(from, null, head, size);
      if (--this.#undecodableLeft < 0) throw new Unreadable("too many payloads are no messages");
      // One that is cut short here may well be whole.
      if (head.length === size) this.#session.takeUndecodable(from);
      else this.#report.trouble(from, `a message of ${size} bytes was not read`);
      return;
    }
    this.#tell(from, message, head, size);
    this.#session.take(from, message);
  }

  #tell(from: Side, message: Message | null, head: Uint8Array, size: number): void {
    if (!this.#report.isHeard) return;
    const kind = message?.kind ?? "undecodable";
    const fields = message === null ? {} : fieldsOf(message, this.#redact);
    const bytes = bytesOf(head, message, this.#redact);
    for (const peer of [from, otherSide(from)]) {
      const direction = peer === from ? "out" : "in";
      const life = message === null ? null : this.#lifeOf(peer, message, direction);
      this.#report.tell(peer, { type: "frame", direction, life, kind, size, fields, bytes });
    }
  }

  #lifeOf(peer: Side, message: Message, direction: "in" | "out") {
    const isSender = "channel" in message && this.#session.isSender(peer, message.connection, message.channel);
    return lifeOf(this.#names[peer], message, { direction, isSender });
  }

  #lose(side: Side, error: unknown): void {
    this.#isLost = true;
    const why = error instanceof Unreadable ? error.message : `the tap failed (${nameOf(error)})`;
    this.#report.trouble(side, `${why}: the session is followed no further`);
  }
}

/** Not the text of an error: it may hold what passed. */
function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : "unknown";
}
