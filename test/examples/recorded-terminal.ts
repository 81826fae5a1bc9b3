import type { Terminal } from "../../examples/first-run/screen.ts";

/** A terminal that keeps what is written to it. */
export class RecordedTerminal implements Terminal {
  readonly columns = 100;
  readonly rows = 30;
  text = "";

  write(text: string): boolean {
    this.text += text;
    return true;
  }

  /** How often something occurs in what was written. */
  count(part: string): number {
    return this.text.split(part).length - 1;
  }
}
