import type { Driver } from "../../runtime/driver/driver.ts";
import { IncomingRequest } from "../../runtime/driver/incoming-request.ts";
import { OutgoingRequest } from "../../runtime/driver/outgoing-request.ts";
import type { Watch, Watched, WatchedRow } from "../../runtime/driver/watch.ts";
import { livesOf } from "./alive.ts";
import { isChartName } from "./charts.ts";
import type { Unnumbered } from "./cursor.ts";
import type { FollowedSession } from "./followed.ts";
import { frameRecord } from "./frames.ts";
import type { Keeper } from "./keeper.ts";
import { LifeNames } from "./life-names.ts";
import { MAX_STORED } from "./slot.ts";
import { Subject } from "./subject.ts";

/** Notes what one driver does, by value and with as little work as possible. */
export class SessionWatch implements Watch, FollowedSession {
  readonly driver: Driver;
  readonly names: LifeNames;
  readonly peer: string;
  readonly redact: boolean;
  readonly #keeper: Keeper;
  /** The request that began last: the channels that begin next are its own, if they are anybody's. */
  #call: Watched | null = null;
  /** Whose event the violation is that comes next. */
  #offender: Subject | null = null;

  constructor(driver: Driver, name: string, peer: string, keeper: Keeper) {
    this.driver = driver;
    this.names = new LifeNames(name);
    this.peer = peer;
    this.redact = keeper.redact;
    this.#keeper = keeper;
  }

  /** Begins to follow what is alive already, and tells it. */
  *begin(): Generator<Unnumbered> {
    const calls = new Map<unknown, Watched>();
    for (const life of livesOf(this.driver)) {
      if (life instanceof OutgoingRequest || life instanceof IncomingRequest) {
        for (const channel of life.channels) calls.set(channel, life);
      }
      const at = this.#keeper.now();
      yield this.#meet(life, calls.get(life) ?? null).late(at, life.snapshot);
    }
  }

  /** Forgets everything: nobody watches any more. */
  end(): void {
    for (const life of livesOf(this.driver)) if (this.#subjectOf(life) !== undefined) life.note = null;
    this.#call = null;
    this.#offender = null;
  }

  /** What it is called, of those that live. */
  nameOf(life: Watched): string | undefined {
    return this.#subjectOf(life)?.name;
  }

  /** The life of that name, of those that live. */
  find(name: string): Watched | undefined {
    for (const life of livesOf(this.driver)) if (this.nameOf(life) === name) return life;
    return undefined;
  }

  began(life: Watched, chart: string, input: unknown): void {
    try {
      if (!isChartName(chart)) return;
      const subject = new Subject(this, chart, life, input, this.#call);
      life.note = subject;
      if (chart === "outgoingRequest" || chart === "incomingRequest") this.#call = life;
      const at = this.#keeper.now();
      this.#keeper.claim().began(at, subject);
    } catch (error) {
      this.#keeper.failed(error);
    }
  }

  stepped(life: Watched, event: { readonly type: string }, from: string, row: WatchedRow | null): void {
    try {
      const subject = this.#subjectOf(life) ?? this.#meet(life, null);
      const at = this.#keeper.now();
      this.#keeper.claim().stepped(at, subject, event, from, row, life.snapshot.value);
      if (row === null) this.#noteUnexpected(subject, event);
      else {
        if (event.type === "parent.violation") this.#tellViolation(subject, event);
        if (life.snapshot.isOver) this.#over(life, subject);
      }
    } catch (error) {
      this.#keeper.failed(error);
    }
  }

  stopped(life: Watched): void {
    try {
      const subject = this.#subjectOf(life);
      if (subject === undefined) return;
      this.#forget(life);
      const { peer } = this;
      const state = life.snapshot.value;
      this.#tell({ type: "end", at: this.#keeper.now(), peer, life: subject.name, state, output: null });
    } catch (error) {
      this.#keeper.failed(error);
    }
  }

  received(bytes: Uint8Array): void {
    this.#frame("in", bytes);
  }

  sent(bytes: Uint8Array): void {
    this.#frame("out", bytes);
  }

  #frame(direction: "in" | "out", bytes: Uint8Array): void {
    try {
      const at = this.#keeper.now();
      if (bytes.length <= MAX_STORED) this.#keeper.claim(MAX_STORED).frame(at, this, direction, bytes);
      else this.#tell(frameRecord(this, direction, bytes, at));
    } catch (error) {
      this.#keeper.failed(error);
    }
  }

  #noteUnexpected(subject: Subject, event: { readonly type: string }): void {
    // The session tells of it, with its rule.
    if (event.type.startsWith("peer.")) this.#offender = subject;
    else {
      const { peer } = this;
      const text = `${subject.chart} has no row for ${event.type}`;
      this.#tell({ type: "error", at: this.#keeper.now(), peer, life: subject.name, rule: null, text });
    }
  }

  #tellViolation(subject: Subject, event: object): void {
    const rule = textAt(event, "rule");
    const text = textAt(event, "detail") ?? "the counterpart broke a rule";
    const life = (this.#offender ?? subject).name;
    this.#offender = null;
    this.#tell({ type: "error", at: this.#keeper.now(), peer: this.peer, life, rule, text });
  }

  #over(life: Watched, subject: Subject): void {
    this.#forget(life);
    const at = this.#keeper.now();
    this.#keeper.claim().ended(at, subject, life.snapshot);
  }

  #forget(life: Watched): void {
    life.note = null;
    if (this.#call === life) this.#call = null;
  }

  #subjectOf({ note }: Watched): Subject | undefined {
    return note instanceof Subject && note.session === this ? note : undefined;
  }

  #meet(life: Watched, call: Watched | null): Subject {
    const known = this.#subjectOf(life);
    if (known !== undefined) return known;
    const { value, context } = life.snapshot;
    const chart = life.facts(value).kind;
    if (!isChartName(chart)) throw new Error(`no chart ${chart}`);
    const subject = new Subject(this, chart, life, context, call);
    life.note = subject;
    return subject;
  }

  #tell(record: Unnumbered): void {
    this.#keeper.claim(JSON.stringify(record).length * 2).record(record);
  }
}

function textAt(event: object, key: string): string | null {
  const value: unknown = Reflect.get(event, key);
  return typeof value === "string" ? value : null;
}
