/** How a piece of text looks. */
export type Look = "plain" | "bold" | "dim" | "good" | "waiting" | "held" | "bad" | "accent";

/** A piece of text of one look. Every character takes one column. */
export interface Span {
  readonly text: string;
  readonly look: Look;
}

export type Line = readonly Span[];

const SGR: Record<Look, string> = {
  plain: "",
  bold: "1",
  dim: "90",
  good: "32",
  waiting: "36",
  held: "33",
  bad: "31",
  accent: "1;35",
};

export function span(text: string, look: Look = "plain"): Span {
  return { text, look };
}

/** A line cut, with an ellipsis, or filled up to exactly so many columns. */
export function fitted(line: Line, width: number): Line {
  const spans: Span[] = [];
  let left = width;
  for (const { text, look } of line) {
    if (text.length > left) {
      spans.push(span(left > 0 ? `${text.slice(0, left - 1)}…` : "", look));
      return spans;
    }
    spans.push(span(text, look));
    left -= text.length;
  }
  return left > 0 ? [...spans, span(" ".repeat(left))] : spans;
}

/** The text for a terminal. */
export function paint(line: Line): string {
  return line
    .map(({ text, look }) => (SGR[look] === "" || text === "" ? text : `\u001b[${SGR[look]}m${text}\u001b[0m`))
    .join("");
}

/** The text alone. */
export function textOf(line: Line): string {
  return line.map(({ text }) => text).join("");
}
