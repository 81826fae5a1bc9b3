import { type CaseResult, type Report, runScript, type Script } from "./case.ts";
import { incomingChannel, outgoingChannel } from "./charts/channel-courses.ts";
import { rootConnection, virtualConnection } from "./charts/connection-course.ts";
import type { Course } from "./charts/course.ts";
import { perform } from "./charts/judge.ts";
import { type NotTried, type Plan, planOf } from "./charts/plan.ts";
import { incomingRequest, keepalive } from "./charts/request-course.ts";
import { acceptingSession, initiatingSession } from "./charts/session-course.ts";
import { unreached } from "./charts/unreached.ts";
import { ConformanceError } from "./conformance-error.ts";
import { conversations } from "./conversations/all.ts";
import type { PeerUnderTest } from "./peer.ts";
import { type Profile, VERDICTS, type Verdict } from "./verdict.ts";

const COURSES: readonly Course[] = [
  acceptingSession,
  initiatingSession,
  keepalive,
  rootConnection,
  virtualConnection,
  incomingRequest,
  outgoingChannel,
  incomingChannel,
];

export interface ConformanceOptions {
  /** Default `strict`. */
  readonly profile?: Profile;
  /** How long the peer may take for anything, in milliseconds; default 1,000. */
  readonly patienceMs?: number;
  /** Only cases whose name contains this, or which are about this rule. */
  readonly only?: string;
}

/** One case, for `test.each`. */
export interface ConformanceCase {
  readonly name: string;
  readonly rules: readonly string[];
  /** Plays it. */
  run(): Promise<CaseResult>;
  /** Plays it. @throws {ConformanceError} unless the verdict is Pass, Info, or Missing */
  check(): Promise<CaseResult>;
}

/** The cases that make sense for a peer which plays this part of the handshake, in a fixed order. */
export function scriptsFor(role: PeerUnderTest["role"]): { scripts: Script[]; notTried: NotTried[] } {
  const scripts: Script[] = [];
  const notTried: NotTried[] = [];
  const courses = COURSES.filter(({ peerRole = role }) => peerRole === role);
  for (const course of courses) {
    const planned = planOf(course);
    scripts.push(...planned.plans.map(scriptOf));
    notTried.push(...planned.notTried);
  }
  return { scripts: [...scripts, ...conversations], notTried: [...notTried, ...unreached(courses)] };
}

function scriptOf(plan: Plan): Script {
  const { strict, name, course, state, event } = plan;
  return {
    name,
    origin: { chart: course.chart, state, event: event.type },
    rules: strict.kind === "violation" ? [strict.rule] : strict.rules,
    play: (stage, profile) => perform(plan, stage, profile),
  };
}

function chosen(peer: PeerUnderTest, only: string | undefined) {
  const { scripts, notTried } = scriptsFor(peer.role);
  if (only === undefined) return { scripts, notTried };
  return { scripts: scripts.filter(({ name, rules }) => name.includes(only) || rules.includes(only)), notTried };
}

/**
 * The conformance cases of a peer, for a test runner.
 *
 * @example
 * describe("my peer", () => {
 *   test.each(conformance(peer))("$name", ({ check }) => check());
 * });
 */
export function conformance(peer: PeerUnderTest, options: ConformanceOptions = {}): ConformanceCase[] {
  const { profile = "strict", patienceMs = 1_000, only } = options;
  return chosen(peer, only).scripts.map((script) => {
    const run = () => runScript(script, peer, { profile, patienceMs });
    const check = async () => {
      const result = await run();
      if (result.verdict === "Fail" || result.verdict === "Non-strict") throw new ConformanceError(result);
      return result;
    };
    return { name: script.name, rules: script.rules, run, check };
  });
}

export interface RunOptions extends ConformanceOptions {
  /** Sessions at a time; default 4. A peer that is one process for each session may want 1. */
  readonly concurrency?: number;
  /** Told of each case when it is done. */
  readonly onResult?: (result: CaseResult, done: number, of: number) => void;
}

/** Plays every case and gives the report. */
export async function runConformance(peer: PeerUnderTest, options: RunOptions = {}): Promise<Report> {
  const { profile = "strict", concurrency = 4, onResult } = options;
  const began = new Date().toISOString();
  const { notTried } = chosen(peer, options.only);
  const cases = conformance(peer, options);
  const results = new Map<string, CaseResult>();
  const queue = cases.values();
  const work = async () => {
    for (const { name, run } of queue) {
      const result = await run();
      results.set(name, result);
      onResult?.(result, results.size, cases.length);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.max(1, concurrency) }, work));
  } finally {
    await peer.close?.();
  }
  const inOrder = cases.flatMap(({ name }) => results.get(name) ?? []);
  return { peer: peer.name, role: peer.role, profile, began, counts: countsOf(inOrder), cases: inOrder, notTried };
}

function countsOf(cases: readonly CaseResult[]): Record<Verdict, number> {
  const counts = { Pass: 0, Info: 0, "Non-strict": 0, Missing: 0, Fail: 0 };
  for (const verdict of VERDICTS) counts[verdict] = cases.filter((it) => it.verdict === verdict).length;
  return counts;
}
