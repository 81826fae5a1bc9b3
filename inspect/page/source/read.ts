import type { FeedRecord, Header } from "../../records.ts";
import { isChartName } from "../model/kinds.ts";

// What comes from a socket or a file is looked at before it is believed: a recording may be anybody's.

type Fields = Readonly<Record<string, unknown>>;
type Check = (value: unknown) => boolean;

const text: Check = (value) => typeof value === "string";
const number: Check = (value) => typeof value === "number" && Number.isFinite(value);
const flag: Check = (value) => typeof value === "boolean";
const anything: Check = () => true;
const object: Check = (value) => isObject(value);
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);

const STAMP = { seq: number, at: number, wall: number, peer: text };

const FORMS: Readonly<Record<FeedRecord["type"], Readonly<Record<string, Check>>>> = {
  actor: {
    life: text,
    parent: orNull(text),
    chart: orNull((value) => typeof value === "string" && isChartName(value)),
    label: text,
    connection: orNull(number),
    id: orNull(number),
    state: text,
    input: anything,
    initialCredit: orNull(number),
    late: flag,
  },
  transition: {
    life: text,
    event: (value) => isObject(value) && text(value.type),
    from: text,
    to: text,
    unexpected: flag,
    rules: listOf(text),
  },
  frame: {
    direction: (value) => value === "in" || value === "out",
    life: orNull(text),
    kind: text,
    size: number,
    fields: object,
    bytes: orNull(text),
  },
  sample: { life: text, credit: orNull(number), queued: number, waiting: number, explanation: text },
  error: { life: orNull(text), rule: orNull(text), text },
  end: { life: text, state: text, output: anything },
  gap: { dropped: number },
};

const HEADER = {
  format: (value: unknown) => value === "roam-xstate-recording",
  version: (value: unknown) => value === 1,
  software: text,
  began: number,
  peers: listOf(text),
  limits: (value: unknown) => isObject(value) && Object.values(value).every(number),
  redacted: flag,
};

export function isHeader(value: unknown): value is Header {
  return isObject(value) && value.type === "header" && fits(value, HEADER);
}

export function isFeedRecord(value: unknown): value is FeedRecord {
  if (!isObject(value) || !isType(value.type)) return false;
  return fits(value, STAMP) && fits(value, FORMS[value.type]);
}

function isType(value: unknown): value is FeedRecord["type"] {
  return typeof value === "string" && Object.hasOwn(FORMS, value);
}

function fits(value: Fields, form: Readonly<Record<string, Check>>): boolean {
  for (const name in form) if (form[name]?.(value[name]) !== true) return false;
  return true;
}

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
