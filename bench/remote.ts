import type { Report, RunOrder } from "./messages.ts";
import type { Measurement } from "./scenarios.ts";

/** Longest a client or a server may take to come up or to do one round, in milliseconds. */
const PATIENCE_MS = 60_000;

/** A client or a server that runs elsewhere, in a process or a page, and reports. */
export abstract class Remote {
  readonly #label: string;

  constructor(label: string) {
    this.#label = label;
  }

  /** Calls `reported` for what it says from now on, and `gone` at its end; returns what stops that. */
  protected abstract listen(reported: (report: Report) => void, gone: () => void): () => void;
  protected abstract order(order: RunOrder): void;

  /** Resolves with the address once it is up. */
  async ready(): Promise<string> {
    const report = await this.#next();
    if (report.kind !== "ready") throw new Error(`${this.#label}: reported ${report.kind} before it was ready`);
    return report.address;
  }

  /** Runs one round of a scenario in it. */
  async run(order: RunOrder): Promise<Measurement> {
    const answer = this.#next();
    this.order(order);
    const report = await answer;
    if (report.kind !== "measured") throw new Error(`${this.#label}: reported ${report.kind} for a round`);
    return report.measurement;
  }

  #next(): Promise<Report> {
    return new Promise((resolve, reject) => {
      const settle = (act: () => void) => {
        clearTimeout(patience);
        stop();
        act();
      };
      const fail = (why: string) => settle(() => reject(new Error(`${this.#label}: ${why}`)));
      const patience = setTimeout(() => fail(`no answer in ${PATIENCE_MS} ms`), PATIENCE_MS);
      const stop = this.listen(
        (report) => (report.kind === "failed" ? fail(report.message) : settle(() => resolve(report))),
        () => fail("it ended"),
      );
    });
  }
}
