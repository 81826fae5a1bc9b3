import { isSensitive, type Message, type Metadata } from "../../runtime/wire/index.ts";
import { plain } from "./plain.ts";

/** How much of a frame is told. */
const MAX_BYTES = 256;

/** The fields of a message as plain JSON, without arguments, results and items, and nothing of what is SENSITIVE. */
export function fieldsOf(message: Message, redact: boolean): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(message)) {
    if (name === "kind" || name === "args" || name === "ret" || name === "item") continue;
    if (name === "metadata" && "metadata" in message) fields[name] = entriesOf(message.metadata, redact);
    else fields[name] = plain(value);
  }
  return fields;
}

/** Bytes as hexadecimal, cut. A SENSITIVE value may stand anywhere in them: then none of them are told. */
export function bytesOf(bytes: Uint8Array, message: Message | null, redact: boolean): string | null {
  if (redact || message === null) return null;
  if ("metadata" in message && message.metadata.some(isSensitive)) return null;
  let hex = "";
  const end = Math.min(bytes.length, MAX_BYTES);
  for (let i = 0; i < end; i++) hex += HEX[bytes[i] ?? 0];
  return hex;
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

function entriesOf(metadata: Metadata, redact: boolean): unknown {
  return metadata.map((entry) => {
    const { key, value } = entry;
    const flags = entry.flags.toString();
    if (isSensitive(entry)) return { key, value: "[sensitive]", flags };
    return { key, value: redact ? "[redacted]" : plain(value), flags };
  });
}
