import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { isRecord, type Line, lineOf } from "./lines.ts";
import { PEER } from "./paths.ts";

interface Waiter {
  readonly wanted: (line: Line) => boolean;
  readonly resolve: (line: Line) => void;
  readonly reject: (error: Error) => void;
}

/** The live peer: roam 7.3.0 as published, in a process of its own that takes commands. */
export class RustPeer {
  readonly #child: ChildProcess;
  /** Lines that nobody has asked for yet. */
  readonly #lines: Line[] = [];
  #waiters: Waiter[] = [];
  #tag = 0;
  #errors = "";
  /** Where it listens, or whom it dialled. */
  address = "";

  private constructor(child: ChildProcess) {
    this.#child = child;
    if (child.stdout === null || child.stderr === null) throw new TypeError("the peer has no stdout");
    createInterface({ input: child.stdout }).on("line", (text) => this.#onLine(lineOf(text)));
    child.stderr.on("data", (chunk) => {
      this.#errors += String(chunk);
    });
    child.on("exit", (code, signal) => {
      for (const { reject } of this.#waiters) reject(new Error(`the peer ended (${code ?? signal}): ${this.#errors}`));
      this.#waiters = [];
    });
  }

  /** Starts it and waits until it listens or has dialled. */
  static async start(...flags: string[]): Promise<RustPeer> {
    const peer = new RustPeer(spawn(PEER, flags, { stdio: ["pipe", "pipe", "pipe"] }));
    peer.address = String((await peer.event("ready")).address);
    return peer;
  }

  /** Has it do something; resolves with what came of it. */
  async ask(command: string): Promise<unknown> {
    const tag = `${++this.#tag}`;
    this.#child.stdin?.write(`${tag} ${command}\n`);
    const answer = await this.#next((line) => line.tag === tag);
    if (answer.ok !== true) throw new Error(`${command}: ${String(answer.error)}`);
    return answer.value;
  }

  /** Has it do something that may never come to an end. */
  tell(command: string): void {
    this.ask(command).catch(() => {});
  }

  /** Has it do something; what comes of it is an object. */
  async askRecord(command: string): Promise<Line> {
    const value = await this.ask(command);
    if (!isRecord(value)) throw new TypeError(`${command}: ${JSON.stringify(value)} is no object`);
    return value;
  }

  /** The next event of this name, from now or from what has come already. */
  event(name: string): Promise<Line> {
    return this.#next((line) => line.event === name);
  }

  /** How much memory it holds, in KiB. */
  get memory(): number {
    return Number(execFileSync("ps", ["-o", "rss=", "-p", `${this.#child.pid}`], { encoding: "utf8" }));
  }

  /** What it printed that was no JSON: warnings, and panics of handlers. */
  get errors(): string {
    return this.#errors;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exit = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await exit;
  }

  #next(wanted: Waiter["wanted"]): Promise<Line> {
    const at = this.#lines.findIndex(wanted);
    const [line] = at === -1 ? [] : this.#lines.splice(at, 1);
    if (line !== undefined) return Promise.resolve(line);
    return new Promise((resolve, reject) => this.#waiters.push({ wanted, resolve, reject }));
  }

  #onLine(line: Line): void {
    const at = this.#waiters.findIndex(({ wanted }) => wanted(line));
    const [waiter] = at === -1 ? [] : this.#waiters.splice(at, 1);
    if (waiter === undefined) this.#lines.push(line);
    else waiter.resolve(line);
  }
}
