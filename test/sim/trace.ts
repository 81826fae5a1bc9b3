import { DecodeError, decodeMessage, type Message } from "../../runtime/wire/index.ts";

interface Line {
  readonly at: number;
  readonly text: string;
  readonly payload: Uint8Array | null;
}

/** What happened in a world, line by line. Payloads are told by kind and ids alone: what they carry may be secret. */
export class Trace {
  readonly #lines: Line[] = [];

  get length(): number {
    return this.#lines.length;
  }

  /** Written out only when somebody reads: most runs go well. */
  add(at: number, text: string, payload: Uint8Array | null = null): void {
    this.#lines.push({ at, text, payload });
  }

  lines(): string[] {
    return this.#lines.map(({ at, text, payload }) => {
      const what = payload === null ? "" : ` ${nameOf(payload)}`;
      return `${at.toFixed(3)} ms  ${text}${what}`;
    });
  }
}

function nameOf(payload: Uint8Array): string {
  try {
    return told(decodeMessage(payload));
  } catch (error) {
    if (error instanceof DecodeError) return `${payload.length} bytes that are no message`;
    throw error;
  }
}

function told(message: Message): string {
  const parts = [`${message.kind} on ${message.connection}`];
  if ("request" in message) parts.push(`request ${message.request}`);
  if ("channel" in message) parts.push(`channel ${message.channel}`);
  if ("channels" in message && message.channels.length > 0) parts.push(`channels ${message.channels.join(" ")}`);
  if ("additional" in message) parts.push(`credit ${message.additional}`);
  if ("nonce" in message) parts.push(`nonce ${message.nonce}`);
  return parts.join(", ");
}
