import { isSensitive, type Message, type Metadata } from "../../runtime/wire/index.ts";
import { plain } from "../feed/plain.ts";

const SHOWN_BYTES = 256;

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

/** The first bytes as hexadecimal; none where a SENSITIVE value may stand in them. */
export function bytesOf(head: Uint8Array, message: Message | null, redact: boolean): string | null {
  if (redact || message === null) return null;
  if ("metadata" in message && message.metadata.some(isSensitive)) return null;
  return Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, SHOWN_BYTES)).toString("hex");
}

function entriesOf(metadata: Metadata, redact: boolean): unknown {
  return metadata.map((entry) => {
    const { key, value } = entry;
    const flags = entry.flags.toString();
    if (isSensitive(entry)) return { key, value: "[sensitive]", flags };
    return { key, value: redact ? "[redacted]" : plain(value), flags };
  });
}
