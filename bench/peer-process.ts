import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import type { Report, RunOrder } from "./messages.ts";
import type { Measurement } from "./scenarios.ts";

const ENTRY = fileURLToPath(new URL("./peer.js", import.meta.url));
/** Longest a process may take to come up or to do one round, in milliseconds. */
const PATIENCE_MS = 60_000;

/** What is measured: a module with a contender in it, and what to call it. */
export interface Subject {
  readonly name: string;
  readonly module: URL;
}

/** Whether client and server can be kept on two processors of their own. */
export function canPin(): boolean {
  return process.platform === "linux" && cpus().length > 1 && spawnSync("taskset", ["-V"]).status === 0;
}

/** A process of one contender, started and ended by the bench. */
export class PeerProcess {
  readonly #child: ChildProcess;
  readonly #label: string;

  /** `processor`: where to pin it, undefined to let the system choose. */
  constructor(role: "server" | "client", subject: Subject, address: string, processor: number | undefined) {
    this.#label = `${subject.name} ${role}`;
    const args = [ENTRY, role, subject.module.href, address];
    const stdio = ["ignore", "inherit", "inherit", "ipc"] as const;
    this.#child =
      processor === undefined
        ? spawn(process.execPath, args, { stdio: [...stdio] })
        : spawn("taskset", ["-c", String(processor), process.execPath, ...args], { stdio: [...stdio] });
  }

  /** Resolves with the address once the process is up. */
  async ready(): Promise<string> {
    const report = await this.#next();
    if (report.kind !== "ready") throw new Error(`${this.#label}: reported ${report.kind} before it was ready`);
    return report.address;
  }

  /** Runs one round of a scenario in it. */
  async run(order: RunOrder): Promise<Measurement> {
    const answer = this.#next();
    this.#child.send(order);
    const report = await answer;
    if (report.kind !== "measured") throw new Error(`${this.#label}: reported ${report.kind} for a round`);
    return report.measurement;
  }

  /** Ends the process. */
  end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return Promise.resolve();
    return new Promise((resolve) => {
      this.#child.once("exit", () => resolve());
      this.#child.kill();
    });
  }

  #next(): Promise<Report> {
    return new Promise((resolve, reject) => {
      const settle = (act: () => void) => {
        clearTimeout(patience);
        this.#child.off("message", reported);
        this.#child.off("exit", exited);
        act();
      };
      const reported = (report: Report) => {
        if (report.kind === "failed") settle(() => reject(new Error(`${this.#label}: ${report.message}`)));
        else settle(() => resolve(report));
      };
      const exited = () => settle(() => reject(new Error(`${this.#label}: the process ended`)));
      const patience = setTimeout(
        () => settle(() => reject(new Error(`${this.#label}: no answer in ${PATIENCE_MS} ms`))),
        PATIENCE_MS,
      );
      this.#child.on("message", reported);
      this.#child.once("exit", exited);
    });
  }
}
