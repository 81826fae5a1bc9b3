import type { CaseResult } from "./case.ts";
import { ladder } from "./trace.ts";

/** A case whose verdict is Fail or Non-strict, with what was expected, what came, and the frames. */
export class ConformanceError extends Error {
  override readonly name = "ConformanceError";
  readonly result: CaseResult;

  constructor(result: CaseResult) {
    const faults = result.findings.filter(({ verdict }) => verdict === "Fail" || verdict === "Non-strict");
    const lines = faults.map((it) => `[${it.rules.join(", ")}] expected ${it.expected}\n  got ${it.actual}`);
    super(`${result.verdict}: ${result.name}\n${lines.join("\n")}\n${ladder(result.frames)}`);
    this.result = result;
  }
}
