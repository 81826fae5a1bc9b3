import type { Link } from "../../runtime/link/link.ts";
import { LinkError } from "../../runtime/link/link-error.ts";
import { decodeMessage, encodeMessage, type Message, type MessageKind, Writer } from "../../runtime/wire/index.ts";
import type { TracedFrame } from "./trace.ts";

export type Of<K extends MessageKind> = Extract<Message, { kind: K }>;

/** Frames said and heard on one link, and waiting for what comes. */
export class Wire {
  readonly frames: TracedFrame[] = [];
  readonly patienceMs: number;
  /** `null` while the link lives. */
  end: "clean" | "lost" | null = null;
  /** Where the frames begin that were said last. */
  lastSaid = 0;
  readonly #link: Link;
  readonly #began = performance.now();
  readonly #heard: Message[] = [];
  #wake: () => void = () => {};
  #isWaking = false;

  constructor(link: Link, patienceMs: number) {
    this.#link = link;
    this.patienceMs = patienceMs;
    link.start({
      payload: (bytes) => this.#take(bytes.slice()),
      writable: () => {},
      ended: (error) => {
        this.end = error === undefined ? "clean" : "lost";
        this.#wake();
      },
    });
  }

  say(...messages: Message[]): void {
    this.lastSaid = this.mark;
    for (const message of messages) {
      const writer = new Writer();
      encodeMessage(writer, message);
      this.#send(message, writer.take());
      this.said(message);
    }
  }

  /** Says what is no message, or one that no encoder makes. */
  sayBytes(bytes: Uint8Array): void {
    this.lastSaid = this.mark;
    this.#send(null, bytes);
  }

  /** The next message of a kind that was not taken yet, and that fits; `undefined` when none comes in time. */
  async hear<K extends MessageKind>(
    kind: K,
    fits: (message: Of<K>) => boolean = () => true,
  ): Promise<Of<K> | undefined> {
    const find = () => {
      for (const [at, message] of this.#heard.entries()) {
        if (isKind(message, kind) && fits(message)) {
          this.#heard.splice(at, 1);
          return message;
        }
      }
      return undefined;
    };
    let found: Of<K> | undefined;
    await this.until(() => {
      found = find();
      return found !== undefined;
    });
    return found;
  }

  /** How many frames were exchanged so far: to look at later ones alone. */
  get mark(): number {
    return this.frames.length;
  }

  /** Messages heard since a mark, in order. */
  since(mark: number): Message[] {
    return this.frames
      .slice(mark)
      .flatMap(({ direction, message }) => (direction === "in" && message ? [message] : []));
  }

  /** Waits for something, for the end of the link, or for as long as the peer may take. */
  async until(isSo: () => boolean, ms = this.patienceMs): Promise<boolean> {
    const deadline = performance.now() + ms;
    for (;;) {
      if (isSo()) return true;
      const left = deadline - performance.now();
      if (this.end !== null) return false;
      if (left <= 0) {
        // A process that was held up finds its timer first, and only then what has come meanwhile.
        await new Promise((resolve) => setTimeout(resolve));
        return isSo();
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  /** Over, whatever the peer does. */
  leave(): void {
    this.#link.destroy();
  }

  /** A message went out. */
  protected said(_message: Message): void {}

  /** A message came in. */
  protected came(_message: Message): void {}

  #take(bytes: Uint8Array): void {
    let message: Message | null = null;
    try {
      message = decodeMessage(bytes);
      this.#heard.push(message);
    } catch {
      // Kept in the trace as what it is.
    }
    this.frames.push({ direction: "in", at: performance.now() - this.#began, message, bytes });
    if (message !== null) this.came(message);
    // Once for all that comes in one go: who waits looks at every frame.
    if (this.#isWaking) return;
    this.#isWaking = true;
    setImmediate(() => {
      this.#isWaking = false;
      this.#wake();
    });
  }

  #send(message: Message | null, bytes: Uint8Array): void {
    if (this.end !== null) return;
    this.frames.push({ direction: "out", at: performance.now() - this.#began, message, bytes });
    try {
      this.#link.send(bytes);
    } catch (error) {
      // The link has ended, and tells so in a moment.
      if (!(error instanceof LinkError)) throw error;
    }
  }
}

function isKind<K extends MessageKind>(message: Message, kind: K): message is Of<K> {
  return message.kind === kind;
}
