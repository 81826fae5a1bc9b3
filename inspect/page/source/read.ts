import type { Answer } from "../../drive/messages.ts";
import type { FeedRecord, Header } from "../../records.ts";
import { isChartName } from "../model/kinds.ts";
import { type Check, fits, flag, isObject, listOf, number, object, orNull, text } from "./checks.ts";
import { isMachine } from "./read-machine.ts";

// What comes from a socket or a file is looked at before it is believed: a recording may be anybody's.

const anything: Check = () => true;

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
    machine: (value) => value === undefined || isMachine(value),
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

const ACT = { name: text, label: text, effect: text, isGrave: flag, reason: orNull(text) };

const VERDICT = { life: orNull(text), act: orNull(text), text };

const ANSWERS: Readonly<Record<Answer["type"], Readonly<Record<string, Check>>>> = {
  driven: {},
  offer: { life: text, acts: listOf((act) => isObject(act) && fits(act, ACT)), reason: orNull(text) },
  done: VERDICT,
  refused: VERDICT,
};

export function isHeader(value: unknown): value is Header {
  return isObject(value) && value.type === "header" && fits(value, HEADER);
}

export function isFeedRecord(value: unknown): value is FeedRecord {
  if (!isObject(value) || !isType(value.type)) return false;
  return fits(value, STAMP) && fits(value, FORMS[value.type]);
}

export function isAnswer(value: unknown): value is Answer {
  return isObject(value) && isAnswerType(value.type) && fits(value, ANSWERS[value.type]);
}

function isAnswerType(value: unknown): value is Answer["type"] {
  return typeof value === "string" && Object.hasOwn(ANSWERS, value);
}

function isType(value: unknown): value is FeedRecord["type"] {
  return typeof value === "string" && Object.hasOwn(FORMS, value);
}
