import type { Link } from "../../runtime/index.ts";
import { decodeMessage, type Message } from "../../runtime/wire/index.ts";
import { toHex } from "../wire/hex.ts";
import { Odds } from "./odds.ts";
import { Testbed } from "./testbed.ts";

const NAMES = new Map([...Testbed.byId, ...Odds.byId].map(([id, { name }]) => [id, name]));

/** One message in a few words: kind, id, what matters, payload in hex. */
function told(message: Message): string {
  const where = message.connection === 0 ? "" : `#${message.connection} `;
  return where + told0(message).trimEnd();
}

function told0(message: Message): string {
  switch (message.kind) {
    case "Hello":
    case "HelloYourself":
    case "OpenConnection":
    case "AcceptConnection":
      return `${message.kind} ${message.settings.parity} ${message.settings.maxConcurrentRequests}`;
    case "ProtocolError":
      return `ProtocolError ${message.description}`;
    case "RejectConnection":
    case "CloseConnection":
      return message.kind;
    case "Ping":
    case "Pong":
      return `${message.kind} ${message.nonce}`;
    case "Request": {
      const name = NAMES.get(message.method) ?? `0x${message.method.toString(16)}`;
      return `Call ${message.request} ${name} [${message.channels.join()}] ${toHex(message.args)}`;
    }
    case "Response":
      return `Response ${message.request} ${toHex(message.ret)}`;
    case "CancelRequest":
      return `Cancel ${message.request}`;
    case "ChannelItem":
      return `Item ${message.channel} ${toHex(message.item)}`;
    case "CloseChannel":
      return `Close ${message.channel}`;
    case "ResetChannel":
      return `Reset ${message.channel}`;
    case "GrantCredit":
      return `Grant ${message.channel} ${message.additional}`;
  }
}

/** Everything that crossed one link, in the order in which we saw it: `> ` what we sent, `< ` what came. */
export class Transcript {
  readonly lines: string[] = [];
  #waiters: { pattern: RegExp; resolve: (line: string) => void }[] = [];

  /** The first line that matches, already there or yet to come. */
  until(pattern: RegExp): Promise<string> {
    const line = this.lines.find((line) => pattern.test(line));
    if (line !== undefined) return Promise.resolve(line);
    return new Promise((resolve) => this.#waiters.push({ pattern, resolve }));
  }

  /** How many lines match. */
  count(pattern: RegExp): number {
    return this.matching(pattern).length;
  }

  /** The lines that match, in order. */
  matching(pattern: RegExp): string[] {
    return this.lines.filter((line) => pattern.test(line));
  }

  /** What came after the handshake. */
  get afterHello(): string[] {
    return this.lines.slice(2);
  }

  add(direction: ">" | "<", payload: Uint8Array): void {
    let text: string;
    try {
      text = told(decodeMessage(payload));
    } catch {
      text = `undecodable ${toHex(payload)}`;
    }
    const line = `${direction} ${text}`;
    this.lines.push(line);
    const waiting = this.#waiters;
    this.#waiters = waiting.filter(({ pattern }) => !pattern.test(line));
    for (const { pattern, resolve } of waiting) if (pattern.test(line)) resolve(line);
  }
}

/** The same link, with everything written down. */
export function recorded(link: Link, transcript: Transcript): Link {
  return {
    name: link.name,
    maxPayload: link.maxPayload,
    get buffered() {
      return link.buffered;
    },
    start: (events) =>
      link.start({
        ...events,
        payload(bytes) {
          transcript.add("<", bytes);
          events.payload(bytes);
        },
        writable: () => events.writable(),
        ended: (error) => events.ended(error),
      }),
    send(payload) {
      transcript.add(">", payload);
      return link.send(payload);
    },
    pause: () => link.pause(),
    resume: () => link.resume(),
    close: () => link.close(),
    destroy: () => link.destroy(),
    limitReceived: (bytes) => link.limitReceived?.(bytes),
  };
}
