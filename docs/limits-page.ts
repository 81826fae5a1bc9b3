import type { LimitNote } from "../runtime/limit-notes.ts";
import { code, generated, table } from "./markdown.ts";

/** `docs/limits.md`: each limit with its figure, what happens beyond it, and why it is there. */
export function limitsPage(
  limits: Readonly<Record<string, number>>,
  notes: Readonly<Record<string, LimitNote>>,
  command: string,
): string {
  const rows = Object.entries(limits).map(([name, figure]) => {
    const note = notes[name];
    if (note === undefined) throw new Error(`no note on limit ${name}`);
    return [code(name), inUnit(figure, note.unit), note.counts, note.here, note.there, note.why];
  });
  return `${[
    "# Limits",
    generated("`runtime/limits.ts` and `runtime/limit-notes.ts`", command),
    "Every session has these limits, and each can be set: `connect(url, Service, { limits: { frame: 1_000_000 } })`, and the same with `serve`. 0 forbids. Each breach is an error that names limit and figure: a `LimitError` here, a ProtocolError to the counterpart with which the session ends, or the end of one call or channel. Ids such as D-R12 are known faults of 7.3.0 peers, listed in [compatibility.md](compatibility.md).",
    table(["Limit", "Default", "Counts", "When we would exceed it", "When the counterpart does", "Why"], rows),
  ].join("\n\n")}\n`;
}

/** Sizes and times with their unit, counts with what they belong to. */
function inUnit(figure: number, unit: LimitNote["unit"]): string {
  if (unit === "ms") return `${figure.toLocaleString("en")} ms`;
  if (unit !== "bytes") return `${figure.toLocaleString("en")} ${unit === "a second" ? unit : `for ${unit}`}`;
  const mebibytes = figure / (1024 * 1024);
  return mebibytes >= 1 ? `${mebibytes} MiB` : `${figure / 1024} KiB`;
}
