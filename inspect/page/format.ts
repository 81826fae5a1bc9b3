/** `740 ms`, `3.2 s`, `4:05`, `1:02:10`. */
export function durationText(ms: number): string {
  if (ms < 1_000) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < 59_950) return `${(ms / 1_000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1_000);
  const minutes = Math.floor(seconds / 60);
  const rest = `${seconds % 60}`.padStart(2, "0");
  if (minutes < 60) return `${minutes}:${rest}`;
  return `${Math.floor(minutes / 60)}:${`${minutes % 60}`.padStart(2, "0")}:${rest}`;
}

/** Seconds since the beginning, as a column of figures. */
export function momentText(at: number, digits = 3): string {
  return (at / 1_000).toFixed(digits);
}

export function countText(n: number): string {
  return n.toLocaleString("en-US");
}

export function sizeText(bytes: number): string {
  return bytes < 1_024 ? `${bytes} B` : `${(bytes / 1_024).toFixed(1)} KiB`;
}

export interface HexLine {
  readonly offset: string;
  readonly hex: string;
  readonly text: string;
}

const BYTES = 8;

/** Eight bytes a line, as people read them. */
export function hexLines(bytes: string): HexLine[] {
  const lines: HexLine[] = [];
  for (let at = 0; at < bytes.length; at += BYTES * 2) {
    const pairs = bytes.slice(at, at + BYTES * 2).match(/[0-9a-fA-F]{2}/g) ?? [];
    const text = pairs.map((pair) => printable(Number.parseInt(pair, 16))).join("");
    lines.push({ offset: (at / 2).toString(16).padStart(4, "0"), hex: pairs.join(" "), text });
  }
  return lines;
}

function printable(code: number): string {
  return code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : "·";
}

const LONGEST = 2_000;

/** A value as one line, cut where it grows too long. */
export function valueText(value: unknown, longest = LONGEST): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? String(value));
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
