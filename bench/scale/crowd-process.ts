import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Cost, CrowdReport, Round } from "./crowd.ts";
import type { Kind } from "./crowds.ts";

const ENTRY = fileURLToPath(new URL("./crowd.js", import.meta.url));

/** A process that holds so many siblings. */
export class CrowdProcess {
  readonly #child: ChildProcess;
  readonly #ready: Promise<CrowdReport>;

  constructor(kind: Kind, siblings: number) {
    this.#child = fork(ENTRY, [kind, String(siblings)], { execArgv: ["--expose-gc", "--max-old-space-size=8192"] });
    this.#ready = this.#next();
  }

  async ready(): Promise<void> {
    await this.#ready;
  }

  /** What one operation costs, over a round. */
  async round(seconds: number): Promise<Cost> {
    const answer = this.#next();
    const order: Round = { seconds };
    this.#child.send(order);
    const report = await answer;
    if (report.kind !== "round") throw new Error("no round was reported");
    return report;
  }

  end(): void {
    this.#child.kill();
  }

  async #next(): Promise<CrowdReport> {
    const ended = new AbortController();
    const message = once(this.#child, "message", { signal: ended.signal });
    const exit = once(this.#child, "exit", { signal: ended.signal }).then(([code]) => {
      throw new Error(`a process with siblings ended with ${code}`);
    });
    try {
      const [report]: CrowdReport[] = await Promise.race([message, exit]);
      if (report === undefined) throw new Error("an empty report");
      return report;
    } finally {
      message.catch(() => {});
      exit.catch(() => {});
      ended.abort();
    }
  }
}
