import type { FrameRecord } from "../../records.ts";
import { valueText } from "../format.ts";
import type { Life } from "../model/life.ts";

/** What a message is about, as a class of style. */
export function familyOf(kind: string): string {
  if (kind === "Request" || kind === "Response" || kind === "CancelRequest") return "of-request";
  if (kind.includes("Channel") || kind === "GrantCredit") return "of-channel";
  return kind === "ProtocolError" || kind === "undecodable" ? "of-error" : "of-session";
}

const NAMES: Readonly<Record<string, string>> = { connection: "conn", request: "req", channel: "ch", additional: "+" };
const LONGEST = 40;

/** The fields that tell one message from the next, in one line. */
export function gistOf({ fields }: FrameRecord, life: Life | undefined): string {
  const parts: string[] = [];
  // Better than the number of a method is its name.
  const label = life?.kind === "request" ? life.label : "";
  if (label !== "") parts.push(valueText(label, LONGEST));
  for (const [name, value] of Object.entries(fields)) {
    if (parts.length === 4) break;
    if (typeof value !== "string" && typeof value !== "number") continue;
    if (name === "connection" && value === 0) continue;
    if (label !== "" && (name === "method" || name === "request")) continue;
    const short = Object.hasOwn(NAMES, name) ? NAMES[name] : name;
    parts.push(short === "+" ? `+${value}` : `${short} ${valueText(value, LONGEST)}`);
  }
  return parts.join("  ");
}
