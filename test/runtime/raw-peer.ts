import { expect } from "vitest";
import type { Link } from "../../runtime/link/link.ts";
import { memoryPair } from "../../runtime/link/memory.ts";
import { decodeMessage, encodeMessage, type Message, type MessageKind, Writer } from "../../runtime/wire/index.ts";

type Settings = { parity: "odd" | "even"; maxConcurrentRequests: number };

/** A counterpart written by hand: says what the test tells it to and remembers what it hears. */
export class RawPeer {
  readonly link: Link;
  readonly heard: Message[] = [];
  isOver = false;
  #wake: () => void = () => {};

  constructor(link: Link) {
    this.link = link;
    link.start({
      payload: (bytes) => {
        this.heard.push(decodeMessage(bytes.slice()));
        this.#wake();
      },
      writable: () => {},
      ended: () => {
        this.isOver = true;
        this.#wake();
      },
    });
  }

  /** Our peer's end of a memory link, and the raw counterpart on the other. */
  static pair(): [Link, RawPeer] {
    const [ours, theirs] = memoryPair();
    return [ours, new RawPeer(theirs)];
  }

  say(...messages: Message[]): void {
    for (const message of messages) {
      const writer = new Writer();
      encodeMessage(writer, message);
      this.link.send(writer.view());
    }
  }

  /** Answers Hello. */
  async welcome(settings: Partial<Settings> = {}): Promise<void> {
    await this.hear("Hello");
    this.say({
      kind: "HelloYourself",
      connection: 0,
      settings: { parity: "even", maxConcurrentRequests: 64, ...settings },
      metadata: [],
    });
  }

  /** Says Hello and waits for the answer. */
  async introduce(settings: Partial<Settings> = {}): Promise<void> {
    this.say({
      kind: "Hello",
      connection: 0,
      version: 7,
      settings: { parity: "odd", maxConcurrentRequests: 64, ...settings },
      metadata: [],
    });
    await this.hear("HelloYourself");
  }

  /** Takes the next message of a kind out of what was heard, waiting for it. */
  async hear<K extends MessageKind>(kind: K): Promise<Extract<Message, { kind: K }>> {
    for (;;) {
      const index = this.heard.findIndex((message) => message.kind === kind);
      const message = this.heard[index];
      if (message !== undefined && isKind(message, kind)) {
        this.heard.splice(index, 1);
        return message;
      }
      if (this.isOver) throw new Error(`the link ended before ${kind} came; heard ${this.heard.map((m) => m.kind)}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Waits for the end of the link. */
  async end(): Promise<void> {
    while (!this.isOver) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Expects a ProtocolError that names the rule, then the end of the link. */
  async expectProtocolError(rule: string | RegExp): Promise<string> {
    const { connection, description } = await this.hear("ProtocolError");
    expect(connection).toBe(0);
    const [named] = description.split(": ");
    if (typeof rule === "string") expect(named).toBe(rule);
    else expect(named).toMatch(rule);
    this.link.close();
    await this.end();
    return description;
  }
}

function isKind<K extends MessageKind>(message: Message, kind: K): message is Extract<Message, { kind: K }> {
  return message.kind === kind;
}

/** Lets everything happen that is already on its way. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
}
