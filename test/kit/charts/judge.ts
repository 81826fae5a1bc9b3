import type { Message } from "../../../runtime/wire/index.ts";
import type { Stage } from "../stage.ts";
import { type Finding, type Profile, type Verdict, worstOf } from "../verdict.ts";
import { Scene } from "./course.ts";
import type { Expected, Plan } from "./plan.ts";
import { endsSession, inWords, repliesTo } from "./replies.ts";

type Legal = Extract<Expected, { kind: "legal" }>;
type Violation = Extract<Expected, { kind: "violation" }>;

/** Takes the peer to the state, brings the event about, and compares what comes of it with the chart. */
export async function perform(plan: Plan, stage: Stage, profile: Profile): Promise<Finding[]> {
  const { course, path, event, stimulus } = plan;
  const scene = new Scene(stage);
  await course.begin(scene);
  for (const step of path) await course.moves(step)?.(scene);
  if (stage.end !== null || stage.protocolError !== undefined) {
    return [failed([], `a peer in state ${plan.state}`, stage.state())];
  }
  await stimulus.say(scene);
  const mark = stage.lastSaid;
  const observed = { stage, scene, mark, plan, event };
  if (plan.strict.kind === "legal") return judgeLegal(observed, plan.strict);
  return judgeViolation(observed, plan.strict, plan.compat, profile);
}

interface Observed {
  readonly stage: Stage;
  readonly scene: Scene;
  readonly mark: number;
  readonly plan: Plan;
  readonly event: Plan["event"];
}

const failed = (rules: readonly string[], expected: string, actual: string): Finding => ({
  ...{ verdict: "Fail" as const, rules, expected, actual },
});

const VIOLATION = "ProtocolError on connection 0, then the end of the link";

async function judgeViolation(
  observed: Observed,
  { rule, detail }: Violation,
  compat: Expected,
  profile: Profile,
): Promise<Finding[]> {
  const { stage, scene, plan } = observed;
  const proof = stage.isUp ? await stage.prove(scene.connection) : await untilOver(stage);
  const expected = `${VIOLATION}: ${detail}`;
  const error = stage.protocolError;
  if (error !== undefined || stage.end !== null) {
    const noted: Finding = { verdict: "Pass", rules: [rule], expected, actual: stage.state() };
    return [noted, ...(await howItEnded(stage))];
  }
  const { isTolerable = false, isUnruled = false } = plan.stimulus;
  const rules = [rule];
  if (isUnruled && proof.pong) return [{ verdict: "Info", rules, expected, actual: "let pass: the session goes on" }];
  if (compat.kind === "legal" || isTolerable) {
    const findings = compat.kind === "legal" ? await judgeLegal(observed, compat) : aliveOnly(proof);
    const verdict: Verdict = profile === "strict" ? "Non-strict" : "Pass";
    if (worstOf(findings) === "Pass") return [{ verdict, rules, expected, actual: "let pass: the session goes on" }];
  }
  const seen = stage.since(observed.mark).filter((it) => !stage.isBeside(it));
  const besides = seen.length === 0 ? "" : `; it sent ${inWords(seen.slice(0, 5))}`;
  const living = stage.isUp ? lifeOf(proof) : `the link stays open for ${stage.patienceMs} ms`;
  return [failed(rules, expected, `${living}${besides}`)];
}

const aliveOnly = ({ pong, echo }: { pong: boolean; echo: boolean }): Finding[] =>
  pong && echo ? [] : [failed([], "a session that goes on", "no answer to a Ping or a call")];

function lifeOf({ pong, echo }: { pong: boolean; echo: boolean }): string {
  if (pong && echo) return "the session goes on: a Ping and a call were answered";
  if (pong) return "the session goes on: a Ping was answered, a call was not";
  return echo ? "the session goes on: a call was answered, a Ping was not" : "silence, and the link stays open";
}

/** A violation was noticed: whether the counterpart was told, and the link ended. */
async function howItEnded(stage: Stage): Promise<Finding[]> {
  const rules = ["session.protocol-error"];
  const error = stage.protocolError;
  if (error === undefined) return [failed(rules, VIOLATION, `${stage.state()}, without a ProtocolError`)];
  await stage.until(() => stage.end !== null);
  const findings: Finding[] = [];
  if (error.connection !== 0) {
    const actual = `ProtocolError on connection ${error.connection}`;
    findings.push(failed(["session.message.connection-id"], VIOLATION, actual));
  }
  if (stage.end === null) findings.push(failed(rules, VIOLATION, "ProtocolError, but the link stays open"));
  return findings;
}

async function untilOver(stage: Stage): Promise<{ pong: boolean; echo: boolean }> {
  await stage.until(() => stage.protocolError !== undefined);
  return { pong: false, echo: false };
}

async function judgeLegal(observed: Observed, legal: Legal): Promise<Finding[]> {
  const { stage, scene, mark, plan, event } = observed;
  const { rules } = legal;
  if (endsSession(legal)) return [await judgeEnd(stage, legal)];
  const replies = repliesTo(legal, event, scene);
  const expected = [...replies.map(({ words }) => words), "a session that goes on"].join(", ");
  for (const { words, fits } of replies) {
    if (await stage.until(() => stage.since(mark).some(fits))) continue;
    return [failed(rules, words, stage.state())];
  }
  if (legal.isUp) stage.isUp = true;
  const proof = stage.isUp ? await stage.prove(legal.isFinal ? 0 : scene.connection) : { pong: true, echo: true };
  if (stage.end !== null || stage.protocolError !== undefined) return [failed(rules, expected, stage.state())];
  if (!proof.pong || !proof.echo) return [failed(rules, expected, lifeOf(proof))];
  const isExpected = (it: Message) => replies.some(({ fits }) => fits(it)) || it.kind === "GrantCredit";
  const extra = stage
    .since(mark)
    .filter((it) => !stage.isBeside(it) && !isExpected(it) && !plan.course.allows(it, scene));
  if (extra.length > 0) return [failed(rules, `${expected}, and nothing else`, inWords(extra.slice(0, 5)))];
  const passed: Finding = { verdict: "Pass", rules, expected, actual: `${legal.description}: as expected` };
  return [passed, ...((await plan.stimulus.after?.(scene, mark)) ?? [])];
}

/** The row ends the session, and says nothing. */
async function judgeEnd(stage: Stage, { rules }: Legal): Promise<Finding> {
  const proof = stage.isUp ? await stage.prove() : await untilOver(stage);
  const expected = "the end of the link, and no answer";
  if (stage.protocolError !== undefined) return failed(rules, expected, stage.state());
  if (stage.end !== null) return { verdict: "Pass", rules, expected, actual: stage.state() };
  return failed(rules, expected, stage.isUp ? lifeOf(proof) : stage.state());
}
