import type { AnyEventObject, AnyStateMachine } from "xstate";
import {
  type Alphabet,
  alphabets,
  type Intent,
  type Position,
  type Profile,
  rowName,
  rowRules,
  type Table,
  tables,
  violationOf,
} from "../../../machines/index.ts";
import type { ChartEvent, Course, Stimulus } from "./course.ts";

type At = Position<AnyStateMachine>;

/** What a chart says of an event. */
export type Expected =
  | { readonly kind: "violation"; readonly rule: string; readonly detail: string }
  | {
      readonly kind: "legal";
      readonly rules: readonly string[];
      readonly description: string;
      readonly intents: readonly Intent[];
      /** The state that the peer comes to rest in. */
      readonly state: string;
      readonly isFinal: boolean;
      readonly isUp: boolean;
    };

/** One event in one state, and the shortest way there. */
export interface Plan {
  readonly name: string;
  readonly course: Course;
  readonly path: readonly ChartEvent[];
  readonly state: string;
  readonly event: ChartEvent;
  readonly stimulus: Stimulus;
  readonly strict: Expected;
  readonly compat: Expected;
}

/** A pair of state and event that is not tried, and why. */
export interface NotTried {
  readonly chart: string;
  readonly state: string;
  readonly event: string;
  readonly why: string;
}

/** Every state of the course that can be come to, each `peer.*` event there, and what the chart says of it. */
export function planOf(course: Course): { plans: Plan[]; notTried: NotTried[] } {
  const alphabet: Alphabet<unknown, AnyEventObject> = alphabets[course.chart];
  const table: Table = tables[course.chart];
  const plans: Plan[] = [];
  const notTried: NotTried[] = [];
  const paths = pathsOf(course, table, alphabet.events);
  const events: ChartEvent[] = alphabet.events.filter(({ type }) => type.startsWith("peer."));
  for (const state of course.states) {
    const path = paths.get(state);
    if (path === undefined) throw new Error(`${course.name}: no way to ${state}`);
    for (const event of events) {
      const stimuli = course.stimuli(event, state);
      if (typeof stimuli === "string") {
        notTried.push({ chart: course.name, state, event: nameOf(event), why: stimuli });
        continue;
      }
      for (const stimulus of stimuli) {
        const of = (profile: Profile) => expectedOf(course, table, path, event, profile);
        const variant = stimulus.variant === undefined ? "" : `, ${stimulus.variant}`;
        plans.push({
          ...{ course, path, state, event, stimulus, strict: of("strict"), compat: of("compat") },
          name: `${course.name} ${state}: ${nameOf(event)}${variant}`,
        });
      }
    }
  }
  return { plans, notTried };
}

/** Breadth first over the table: the events that lead to each state, what the peer does by itself included. */
function pathsOf(course: Course, table: Table, events: readonly AnyEventObject[]): Map<string, ChartEvent[]> {
  const start = table.initial(course.input("strict"));
  const found = new Map<string, ChartEvent[]>([[start.value, []]]);
  const queue: { at: At; path: ChartEvent[] }[] = [{ at: start, path: [] }];
  for (const { at, path } of queue) {
    const automatic = course.automatic[at.value];
    for (const event of events) {
      const goes = automatic === undefined ? course.moves(event) !== undefined : event.type === automatic;
      const step = goes ? table.step(at, event) : undefined;
      if (step === undefined || found.has(step.value)) continue;
      found.set(step.value, [...path, event]);
      queue.push({ at: step, path: [...path, event] });
    }
  }
  return found;
}

function expectedOf(
  course: Course,
  table: Table,
  path: readonly ChartEvent[],
  event: ChartEvent,
  profile: Profile,
): Expected {
  let at: At = table.initial(course.input(profile));
  for (const before of path) at = table.step(at, before) ?? at;
  const step = table.step(at, event);
  if (step === undefined) return withoutRow(course, table, at, event);
  const rules = rowRules[course.chart][rowName(step.row)] ?? [];
  const intents = [...step.intents];
  const last = follow(course, table, step, intents);
  const info = table.chart.states.get(last.value);
  return {
    kind: "legal",
    rules: rules.length > 0 ? rules : [GENERAL[course.chart]],
    description: step.row.description,
    intents,
    state: last.value,
    isFinal: info?.final ?? false,
    isUp: info?.tags.has("up") ?? false,
  };
}

/** No row: a violation, except for items and credit, which pass beside the charts where a state lets them. */
function withoutRow(course: Course, table: Table, at: At, event: ChartEvent): Expected {
  const passes = event.type === "peer.item" || event.type === "peer.grant";
  const info = table.chart.states.get(at.value);
  if (!passes || info === undefined || !info.tags.has("data")) {
    return { kind: "violation", ...violationOf(course.chart, event.type) };
  }
  const rule = event.type === "peer.item" ? "rpc.channel.item" : "rpc.flow-control.credit.grant";
  const description = "Items and credit pass while the channel is open";
  return { kind: "legal", rules: [rule], description, intents: [], state: at.value, isFinal: false, isUp: false };
}

/** What the peer then does by itself. */
function follow(course: Course, table: Table, from: At, intents: Intent[]): At {
  const automatic = course.automatic[from.value];
  if (automatic === undefined) return from;
  const alphabet: Alphabet<unknown, AnyEventObject> = alphabets[course.chart];
  const event = alphabet.events.find(({ type }) => type === automatic);
  const step = event === undefined ? undefined : table.step(from, event);
  if (step === undefined) return from;
  intents.push(...step.intents);
  return follow(course, table, step, intents);
}

/** The rule of rows that the specification does not speak of. */
const GENERAL = {
  session: "session.message",
  keepalive: "session.keepalive",
  connection: "connection",
  outgoingRequest: "rpc.request",
  incomingRequest: "rpc.request",
  outgoingChannel: "rpc.channel",
  incomingChannel: "rpc.channel",
} as const;

/** An event with what it carries, as cases are named: `peer.hello (connection 0, version 6, even)`. */
function nameOf({ type, ...parameters }: ChartEvent): string {
  const parts = Object.entries(parameters).flatMap(([name, value]) => partOf(name, value));
  return parts.length === 0 ? type : `${type} (${parts.join(", ")})`;
}

function partOf(name: string, value: unknown): string[] {
  if (name === "description" || name === "breach") return [];
  if (typeof value === "object" && value !== null && "parity" in value) return [String(value.parity)];
  return [`${name} ${String(value)}`];
}
