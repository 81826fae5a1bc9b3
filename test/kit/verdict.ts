/** In Autobahn's words, the gravest last. */
export const VERDICTS = ["Pass", "Info", "Non-strict", "Missing", "Fail"] as const;

/**
 * - Pass: what the specification asks for.
 * - Info: the specification is silent; the report says what the peer does.
 * - Non-strict: the peer lets pass what the specification forbids, in a way that a tolerant peer may.
 * - Missing: the peer lacks what the case needs, so nothing is known.
 * - Fail: the peer breaks a rule.
 */
export type Verdict = (typeof VERDICTS)[number];

/** `strict`: tolerance of what is forbidden is Non-strict. `compat`: it is a Pass. */
export type Profile = "strict" | "compat";

/** One thing that a case looked at. */
export interface Finding {
  readonly verdict: Verdict;
  /** Rules that it speaks about. */
  readonly rules: readonly string[];
  readonly expected: string;
  readonly actual: string;
}

/** The gravest verdict; Pass for none. */
export function worstOf(findings: readonly Finding[]): Verdict {
  const rank = Math.max(0, ...findings.map(({ verdict }) => VERDICTS.indexOf(verdict)));
  return VERDICTS[rank] ?? "Pass";
}

/** Thrown inside a case when the peer lacks what the case needs. */
export class Lacking extends Error {
  override readonly name = "Lacking";
}

/** Thrown inside a case when the peer fails on the way to what the case is about. */
export class Stuck extends Error {
  override readonly name = "Stuck";
  readonly rules: readonly string[];
  readonly expected: string;

  constructor(rules: readonly string[], expected: string, actual: string) {
    super(actual);
    this.rules = rules;
    this.expected = expected;
  }
}
