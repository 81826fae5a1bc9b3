/** Lines of the trace that the message of a failure shows. */
const SHOWN = 40;

/** A run that went wrong. The seed alone brings it back. */
export class SimulationFailure extends Error {
  override readonly name = "SimulationFailure";
  readonly seed: number;
  /** What went wrong, in one line. */
  readonly reason: string;
  /** All that happened until then. */
  readonly trace: readonly string[];

  constructor(seed: number, reason: string, trace: readonly string[], cause: unknown) {
    const shown = trace.slice(-SHOWN).map((line) => `  ${line}`);
    const left = trace.length > SHOWN ? [`  … ${trace.length - SHOWN} lines before`] : [];
    super([`seed ${seed}: ${reason}`, ...left, ...shown].join("\n"), { cause });
    this.seed = seed;
    this.reason = reason;
    this.trace = trace;
  }
}
