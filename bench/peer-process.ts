import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import type { Report, RunOrder, Started } from "./messages.ts";
import { Remote } from "./remote.ts";

const ENTRY = fileURLToPath(new URL("./peer.js", import.meta.url));

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
export class PeerProcess extends Remote implements Started {
  readonly #child: ChildProcess;

  /** `processor`: where to pin it, undefined to let the system choose. */
  constructor(role: "server" | "client", subject: Subject, address: string, processor: number | undefined) {
    super(`${subject.name} ${role}`);
    const args = [ENTRY, role, subject.module.href, address];
    const stdio = ["ignore", "inherit", "inherit", "ipc"] as const;
    this.#child =
      processor === undefined
        ? spawn(process.execPath, args, { stdio: [...stdio] })
        : spawn("taskset", ["-c", String(processor), process.execPath, ...args], { stdio: [...stdio] });
  }

  /** Ends the process. */
  end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return Promise.resolve();
    return new Promise((resolve) => {
      this.#child.once("exit", () => resolve());
      this.#child.kill();
    });
  }

  protected order(order: RunOrder): void {
    this.#child.send(order);
  }

  protected listen(reported: (report: Report) => void, gone: () => void): () => void {
    this.#child.on("message", reported);
    this.#child.once("exit", gone);
    return () => {
      this.#child.off("message", reported);
      this.#child.off("exit", gone);
    };
  }
}
