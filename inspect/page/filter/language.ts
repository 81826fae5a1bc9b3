import { KEYS, type Key, type NumberKey, type TextKey } from "./keys.ts";

export type Comparison = ":" | ">" | "<";

/** One condition; all of them must hold. */
export type Term =
  | { readonly type: "word"; readonly negated: boolean; readonly word: string }
  | { readonly type: "text"; readonly negated: boolean; readonly key: TextKey; readonly values: readonly string[] }
  | {
      readonly type: "number";
      readonly negated: boolean;
      readonly key: NumberKey;
      readonly comparison: Comparison;
      readonly values: readonly number[];
    };

export interface Mistake {
  /** Where in the text, and how much of it. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A filter as it was understood; what was not is told, and otherwise ignored. */
export interface Filter {
  readonly terms: readonly Term[];
  readonly mistakes: readonly Mistake[];
}

interface Token {
  readonly start: number;
  readonly end: number;
  readonly negated: boolean;
  readonly key: string | null;
  readonly comparison: Comparison;
  readonly value: string;
  readonly isOpen: boolean;
}

/** `state:stalled kind:channel conn:1 method:sum age>5s -is:ended "free words"`; a comma means "or". */
export function parseFilter(source: string): Filter {
  const terms: Term[] = [];
  const mistakes: Mistake[] = [];
  for (const token of tokensOf(source)) {
    const read = termOf(token);
    if (typeof read === "string") mistakes.push({ start: token.start, end: token.end, text: read });
    else if (read !== null) terms.push(read);
  }
  return { terms, mistakes };
}

function* tokensOf(source: string): Generator<Token> {
  const form = /(-?)(?:([A-Za-z]+)([:<>]))?(?:"([^"]*)("?)|([^\s"]*))/y;
  for (let at = 0; at < source.length; ) {
    if (/\s/.test(source[at] ?? "")) {
      at += 1;
      continue;
    }
    form.lastIndex = at;
    const [whole = "", minus, key, comparison, quoted, close, bare] = form.exec(source) ?? [];
    const end = at + Math.max(whole.length, 1);
    yield {
      start: at,
      end,
      negated: minus === "-",
      key: key ?? null,
      comparison: comparison === "<" || comparison === ">" ? comparison : ":",
      value: quoted ?? bare ?? "",
      isOpen: quoted !== undefined && close !== '"',
    };
    at = end;
  }
}

/** A term, a mistake as text, or `null` for nothing at all. */
function termOf({ key, value, negated, comparison, isOpen }: Token): Term | string | null {
  if (isOpen) return 'a quotation mark is missing: "…"';
  if (key === null) {
    if (value === "") return negated ? "nothing follows the minus" : null;
    return { type: "word", negated, word: value.toLowerCase() };
  }
  const name = key.toLowerCase();
  if (!isKey(name)) return `there is no "${key}:"; there are ${Object.keys(KEYS).join(", ")}`;
  const parts = value.split(",").filter((part) => part !== "");
  if (parts.length === 0) return `"${name}" lacks its value, as in ${KEYS[name].example}`;
  const { reads } = KEYS[name];
  if (reads === "text" || reads === "choice") {
    if (comparison !== ":") return `"${name}" is compared by a colon, as in ${KEYS[name].example}`;
    const values = parts.map((part) => part.toLowerCase());
    const { choices } = KEYS[name];
    const odd = choices === undefined ? undefined : values.find((one) => !choices.includes(one));
    if (odd !== undefined) return `"${name}" is one of ${choices?.join(", ")}, not "${odd}"`;
    return isTextKey(name) ? { type: "text", negated, key: name, values } : null;
  }
  if (comparison !== ":" && parts.length > 1) return `"${name}${comparison}" takes one number`;
  const values = parts.map((part) => (reads === "duration" ? durationOf(part) : numberOf(part)));
  if (values.some(Number.isNaN)) {
    return `"${value}" is no ${reads === "duration" ? "time (5s, 200ms, 2m)" : "number"}, as in ${KEYS[name].example}`;
  }
  return isTextKey(name) ? null : { type: "number", negated, key: name, comparison, values };
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, min: 60_000, h: 3_600_000 };

/** Milliseconds; a bare number is in seconds. */
function durationOf(text: string): number {
  const [, figure, unit = "s"] = /^(\d+(?:\.\d+)?)(ms|s|m|min|h)?$/.exec(text.toLowerCase()) ?? [];
  return figure === undefined ? Number.NaN : Number(figure) * (UNITS[unit] ?? Number.NaN);
}

function numberOf(text: string): number {
  return /^\d+$/.test(text) ? Number(text) : Number.NaN;
}

function isKey(name: string): name is Key {
  return Object.hasOwn(KEYS, name);
}

function isTextKey(name: Key): name is TextKey {
  return KEYS[name].reads === "text" || KEYS[name].reads === "choice";
}
