import { Head, type Heads, type OnHead, Unreadable } from "./heads.ts";

const LONGEST_GREETING = 64 * 1024;
const CONTINUATION = 0;
const BINARY = 2;
const FIRST_CONTROL = 8;

interface Frame {
  readonly isLast: boolean;
  readonly opcode: number;
  readonly mask: Uint8Array | null;
  readonly length: number;
}

/** Payloads in the messages of one direction of a WebSocket, behind its HTTP greeting (`transport.websocket`). */
export class WebSocketHeads implements Heads {
  readonly #head = new Head();
  #greeting: string | null = "";
  /** Bytes of a frame's own header that came so far. */
  #header: number[] = [];
  #frame: Frame | null = null;
  #seen = 0;
  /** The message that frames continue is one of bytes. */
  #isBinary = false;

  push(chunk: Uint8Array, onHead: OnHead): void {
    let at = this.#greeting === null ? 0 : this.#greet(this.#greeting, chunk);
    while (at < chunk.length) {
      if (this.#frame === null) {
        this.#header.push(chunk[at++] ?? 0);
        this.#frame = frameOf(this.#header);
        if (this.#frame === null) continue;
        this.#begin(this.#frame);
      }
      const frame = this.#frame;
      const part = chunk.subarray(at, at + frame.length - this.#seen);
      if (frame.opcode < FIRST_CONTROL) this.#head.take(part, frame.mask, this.#seen);
      at += part.length;
      this.#seen += part.length;
      if (this.#seen === frame.length) this.#end(frame, onHead);
    }
  }

  /** Where the frames begin. */
  #greet(before: string, chunk: Uint8Array): number {
    const text = before + Buffer.from(chunk).toString("latin1");
    const end = text.indexOf("\r\n\r\n");
    if (end === -1 && text.length < LONGEST_GREETING) {
      this.#greeting = text;
      return chunk.length;
    }
    const isGreeting = /^(GET \S+ HTTP\/1\.1|HTTP\/1\.1 101)\b/.test(text);
    if (end === -1 || !isGreeting) throw new Unreadable("no WebSocket was opened");
    this.#greeting = null;
    return end + 4 - before.length;
  }

  #begin({ opcode, length }: Frame): void {
    this.#header = [];
    this.#seen = 0;
    if (opcode >= FIRST_CONTROL) return;
    if (opcode !== CONTINUATION) this.#isBinary = opcode === BINARY;
    this.#head.expect(length);
  }

  #end({ isLast, opcode }: Frame, onHead: OnHead): void {
    this.#frame = null;
    if (!isLast || opcode >= FIRST_CONTROL) return;
    if (!this.#isBinary) throw new Unreadable("a text message came, and roam has none");
    this.#head.finish(onHead);
  }
}

/** The frame whose header these bytes are, or `null` while some are missing. */
function frameOf(header: readonly number[]): Frame | null {
  const [first = 0, second = 0] = header;
  if (header.length < 2) return null;
  const opcode = first & 0x0f;
  if ((first & 0x70) !== 0) throw new Unreadable("the WebSocket is compressed");
  if (opcode > BINARY && opcode < FIRST_CONTROL) throw new Unreadable("a WebSocket frame of no known kind");
  const short = second & 0x7f;
  const extra = short === 127 ? 8 : short === 126 ? 2 : 0;
  const isMasked = (second & 0x80) !== 0;
  if (header.length < 2 + extra + (isMasked ? 4 : 0)) return null;
  const long = header.slice(2, 2 + extra).reduce((length, byte) => length * 256 + byte, 0);
  const mask = isMasked ? Uint8Array.from(header.slice(2 + extra)) : null;
  return { isLast: (first & 0x80) !== 0, opcode, mask, length: extra === 0 ? short : long };
}
