import type { View } from "./demonstration.ts";
import type { Lives } from "./lives.ts";
import { transitionLine } from "./page.ts";
import type { Terminal } from "./screen.ts";
import { type Line, textOf } from "./span.ts";

/** Plain text: a line for each transition. */
export class LogView implements View {
  readonly #out: Terminal;

  constructor(out: Terminal, lives: Lives) {
    this.#out = out;
    lives.listen((transition) => this.#print(transitionLine(transition)));
  }

  begin(title: string): void {
    this.#out.write(`\n# ${title}\n`);
  }

  end(lines: readonly Line[]): void {
    this.#out.write("\n");
    for (const line of lines) this.#print(line);
  }

  #print(line: Line): void {
    this.#out.write(`${textOf(line).trimEnd()}\n`);
  }
}
