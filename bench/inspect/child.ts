import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** One figure that was asked for, or an address. */
export type Answer = number | string;

/** A process of the bench: answers each question with one figure. */
export class Child {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  /** Starts `ENTRY.js ARGUMENTS`, and gives what it says first. */
  static async start(entry: string, given: readonly string[]): Promise<{ child: Child; said: Answer }> {
    const path = fileURLToPath(new URL(`./${entry}.js`, import.meta.url));
    const child = new Child(fork(path, [...given], { execArgv: ["--expose-gc"] }));
    return { child, said: await child.#next() };
  }

  async ask(question: string): Promise<number> {
    const answer = this.#next();
    this.#child.send(question);
    return Number(await answer);
  }

  end(): void {
    this.#child.kill();
  }

  async #next(): Promise<Answer> {
    const over = new AbortController();
    const said = once(this.#child, "message", { signal: over.signal });
    const exit = once(this.#child, "exit", { signal: over.signal }).then(([code]) => {
      throw new Error(`a process of the bench ended with ${code}`);
    });
    try {
      const [answer]: Answer[] = await Promise.race([said, exit]);
      if (answer === undefined) throw new Error("an empty answer");
      return answer;
    } finally {
      said.catch(() => {});
      exit.catch(() => {});
      over.abort();
    }
  }
}
