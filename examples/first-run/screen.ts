import { type Line, paint } from "./span.ts";

/** Where a page is drawn: a terminal, such as `process.stdout`. */
export interface Terminal {
  readonly columns?: number;
  readonly rows?: number;
  write(text: string): unknown;
}

const ENTER = "\u001b[?1049h\u001b[?25l";
const LEAVE = "\u001b[?25h\u001b[?1049l";
// Between these two, a terminal that knows them shows nothing half drawn.
const BEGIN = "\u001b[?2026h\u001b[H";
const END = "\u001b[J\u001b[?2026l";

/** A page of its own on the terminal, redrawn in place; what was there before comes back when it closes. */
export class Screen {
  readonly #terminal: Terminal;
  #isOpen = false;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  get width(): number {
    return this.#terminal.columns ?? 80;
  }

  get height(): number {
    return this.#terminal.rows ?? 24;
  }

  open(): void {
    this.#isOpen = true;
    this.#terminal.write(ENTER);
    process.once("exit", this.close);
  }

  draw(lines: readonly Line[]): void {
    if (!this.#isOpen) return;
    this.#terminal.write(`${BEGIN}${lines.map((line) => `${paint(line)}\u001b[K`).join("\r\n")}${END}`);
  }

  /** Gives the terminal back, cursor included. Idempotent. */
  readonly close = (): void => {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    process.removeListener("exit", this.close);
    this.#terminal.write(LEAVE);
  };
}
