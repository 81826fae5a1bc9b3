import type { Link } from "../../runtime/link/link.ts";
import type { NotTried } from "./charts/plan.ts";
import type { PeerUnderTest } from "./peer.ts";
import { Stage } from "./stage.ts";
import { type ShownFrame, shownFrame } from "./trace.ts";
import { type Finding, Lacking, type Profile, Stuck, type Verdict, worstOf } from "./verdict.ts";

/** What a case does on its stage, and what it finds. */
export interface Script {
  /** Stays the same from version to version; unique. */
  readonly name: string;
  /** Chart, state and event; `null` for a conversation that is not drawn from a chart. */
  readonly origin: { readonly chart: string; readonly state: string; readonly event: string } | null;
  readonly rules: readonly string[];
  readonly play: (stage: Stage, profile: Profile) => Promise<Finding[]>;
}

export interface CaseResult {
  readonly name: string;
  readonly origin: Script["origin"];
  readonly rules: readonly string[];
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
  /** The first and the last frames; all, unless there were many. */
  readonly frames: readonly ShownFrame[];
  /** Frames in the middle that are not shown. */
  readonly leftOut: number;
  readonly ms: number;
}

export interface CaseOptions {
  readonly profile: Profile;
  readonly patienceMs: number;
}

const MOST_FRAMES = 300;

/** Plays one script in a session of its own. */
export async function runScript(script: Script, peer: PeerUnderTest, options: CaseOptions): Promise<CaseResult> {
  const began = performance.now();
  const role = peer.role === "acceptor" ? "initiator" : "acceptor";
  let link: Link | undefined;
  let stage: Stage | undefined;
  let findings: Finding[];
  try {
    link = await peer.connect();
    stage = new Stage(link, { role, patienceMs: options.patienceMs });
    findings = [...(await script.play(stage, options.profile)), ...undecodable(stage)];
  } catch (error) {
    findings = [findingOf(error, script)];
  } finally {
    stage?.leave();
    if (link !== undefined) await peer.leave?.(link);
  }
  const { name, origin, rules } = script;
  const all = stage?.frames ?? [];
  const isLong = all.length > MOST_FRAMES;
  const shown = isLong ? [...all.slice(0, MOST_FRAMES / 2), ...all.slice(-MOST_FRAMES / 2)] : all;
  const [frames, leftOut] = [shown.map(shownFrame), all.length - shown.length];
  return { name, origin, rules, verdict: worstOf(findings), findings, frames, leftOut, ms: performance.now() - began };
}

/** What the peer sends has to decode, whatever the case is about. */
function undecodable({ frames }: Stage): Finding[] {
  const isGarbage = frames.some(({ direction, message }) => direction === "in" && message === null);
  if (!isGarbage) return [];
  return [{ verdict: "Fail", rules: ["session.message"], expected: "messages", actual: "bytes that are no message" }];
}

function findingOf(error: unknown, { rules }: Script): Finding {
  if (error instanceof Lacking)
    return { verdict: "Missing", rules, expected: "what the case needs", actual: error.message };
  if (error instanceof Stuck) {
    return { verdict: "Fail", rules: error.rules, expected: error.expected, actual: error.message };
  }
  const actual = error instanceof Error ? error.message : String(error);
  return { verdict: "Missing", rules, expected: "a link to the peer", actual };
}

/** All that was found of one peer. */
export interface Report {
  readonly peer: string;
  readonly role: PeerUnderTest["role"];
  readonly profile: Profile;
  readonly began: string;
  readonly counts: Readonly<Record<Verdict, number>>;
  readonly cases: readonly CaseResult[];
  readonly notTried: readonly NotTried[];
}
