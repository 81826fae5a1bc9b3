import type { ErrorRecord, FrameRecord, Header } from "../../../inspect/records.ts";
import { version } from "../../../runtime/cli/version.ts";
import type { CaseResult, Report } from "../case.ts";
import type { ShownFrame } from "../trace.ts";

const PEER = "peer";
const PAYLOADS = new Set(["kind", "args", "ret", "item"]);

/** One case as a recording: the frames as the peer saw them, then what was wrong. JSON Lines. */
export function recordingOf({ began }: Report, { frames, findings }: CaseResult): string {
  const start = Date.parse(began);
  const header: Header = {
    ...{ type: "header", format: "roam-xstate-recording", version: 1 },
    ...{ software: `roam-xstate ${version()}`, began: start, peers: [PEER], limits: {}, redacted: false },
  };
  const records: (FrameRecord | ErrorRecord)[] = frames.map((frame, index) => frameOf(frame, index + 1, start));
  const end = frames.at(-1)?.at ?? 0;
  for (const { verdict, rules, expected, actual } of findings) {
    if (verdict === "Pass") continue;
    const text = `${verdict}: expected ${expected}; got ${actual}`;
    const stamp = { seq: records.length + 1, at: end, wall: start + end, peer: PEER };
    records.push({ ...stamp, type: "error", life: null, rule: rules[0] ?? null, text });
  }
  return [header, ...records].map((line) => `${JSON.stringify(line)}\n`).join("");
}

function frameOf({ direction, at, kind, fields, hex, size }: ShownFrame, seq: number, start: number): FrameRecord {
  const shown = Object.entries(fields).filter(([name]) => !PAYLOADS.has(name));
  return {
    ...{ seq, at, wall: start + at, peer: PEER, type: "frame", life: null, kind, size },
    direction: direction === "out" ? "in" : "out",
    fields: Object.fromEntries(shown),
    bytes: hex === null ? null : hex.replace("…", ""),
  };
}
