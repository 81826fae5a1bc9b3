import type { FrameRecord } from "../../records.ts";
import { wayOf } from "../model/kinds.ts";
import type { Life } from "../model/life.ts";
import type { NumberKey, TextKey } from "./keys.ts";
import type { Filter, Term } from "./language.ts";

/** What a filter looks at; `null` is unknown, and meets no condition. */
interface Subject {
  text(key: TextKey, value: string): boolean;
  number(key: NumberKey): number | null;
  word(word: string): boolean;
}

export function matchesLife(filter: Filter, life: Life, now: number): boolean {
  return filter.terms.length === 0 || holds(filter, new LifeSubject(life, now));
}

/** `life` is what the message is about, if that is known. */
export function matchesFrame(filter: Filter, frame: FrameRecord, life: Life | undefined, now: number): boolean {
  return filter.terms.length === 0 || holds(filter, new FrameSubject(frame, life, now));
}

function holds({ terms }: Filter, subject: Subject): boolean {
  for (const term of terms) if (meets(term, subject) === term.negated) return false;
  return true;
}

function meets(term: Term, subject: Subject): boolean {
  switch (term.type) {
    case "word":
      return subject.word(term.word);
    case "text":
      return term.values.some((value) => subject.text(term.key, value));
    case "number": {
      const figure = subject.number(term.key);
      if (figure === null) return false;
      return term.values.some((value) => {
        if (term.comparison === ":") return term.key === "age" ? figure >= value : figure === value;
        return term.comparison === ">" ? figure > value : figure < value;
      });
    }
  }
}

class LifeSubject implements Subject {
  readonly #life: Life;
  readonly #now: number;

  constructor(life: Life, now: number) {
    this.#life = life;
    this.#now = now;
  }

  text(key: TextKey, value: string): boolean {
    const life = this.#life;
    switch (key) {
      case "state":
        return life.state.toLowerCase().startsWith(value);
      case "kind":
        return life.kind === value;
      case "method":
        return methodOf(life).toLowerCase().includes(value);
      case "peer":
        return life.peer.toLowerCase().includes(value);
      case "is":
        if (value === "unexpected") return life.unexpected > 0;
        return (life.ended === null) === (value === "alive");
      case "dir":
        return wayOf(life.chart) === value;
      case "msg":
        return false;
    }
  }

  number(key: NumberKey): number | null {
    const life = this.#life;
    switch (key) {
      case "conn":
        return life.connection;
      case "id":
        return life.id;
      case "age":
        return (life.ended ?? this.#now) - life.began;
      case "credit":
        return life.credit;
      case "queue":
        return life.queued;
      case "waiting":
        return life.waiting;
    }
  }

  word(word: string): boolean {
    const { name, label, state, kind } = this.#life;
    return [name, label, state, kind].some((text) => text.toLowerCase().includes(word));
  }
}

class FrameSubject implements Subject {
  readonly #frame: FrameRecord;
  readonly #life: LifeSubject | null;

  constructor(frame: FrameRecord, life: Life | undefined, now: number) {
    this.#frame = frame;
    this.#life = life === undefined ? null : new LifeSubject(life, now);
  }

  text(key: TextKey, value: string): boolean {
    if (key === "msg") return this.#frame.kind.toLowerCase().startsWith(value);
    if (key === "dir") return this.#frame.direction === value;
    if (key === "peer") return this.#frame.peer.toLowerCase().includes(value);
    return this.#life?.text(key, value) ?? false;
  }

  number(key: NumberKey): number | null {
    const field = key === "conn" ? this.#frame.fields.connection : undefined;
    if (typeof field === "number") return field;
    return this.#life?.number(key) ?? null;
  }

  word(word: string): boolean {
    if (this.#frame.kind.toLowerCase().includes(word)) return true;
    for (const value of Object.values(this.#frame.fields)) {
      if (typeof value === "string" && value.toLowerCase().includes(word)) return true;
      if (typeof value === "number" && `${value}` === word) return true;
    }
    return this.#life?.word(word) ?? false;
  }
}

/** A channel has no method of its own: its call's is meant. */
function methodOf(life: Life): string {
  if (life.kind === "channel" && life.parent?.kind === "request") return `${life.label} ${life.parent.label}`;
  return life.kind === "request" || life.kind === "channel" ? life.label : "";
}
