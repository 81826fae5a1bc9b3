import type { FeedRecord } from "./records.ts";

/** A record as one line for a terminal. */
export function recordLine(record: FeedRecord): string {
  const time = `${(record.at / 1_000).toFixed(3).padStart(9)} `;
  // What a peer sent may hold anything; a terminal may obey control characters.
  return time + words(record).replace(/\p{Cc}/gu, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function words(record: FeedRecord): string {
  switch (record.type) {
    case "actor":
      return `${record.life} ${record.late ? "is there" : "begins"}: ${record.label}, ${record.state}`;
    case "transition": {
      const change = record.from === record.to ? record.to : `${record.from} → ${record.to}`;
      return `${record.life} ${change} (${record.event.type})${record.unexpected ? " UNEXPECTED" : ""}`;
    }
    case "frame":
      return `${record.life ?? record.peer} ${record.direction === "in" ? "◀" : "▶"} ${record.kind}, ${record.size} bytes`;
    case "sample":
      return record.explanation;
    case "error":
      return `${record.life ?? record.peer} ERROR ${record.rule === null ? "" : `${record.rule}: `}${record.text}`;
    case "end":
      return `${record.life} ends: ${record.state}`;
    case "gap":
      return `${record.dropped} records are missing here`;
  }
}
