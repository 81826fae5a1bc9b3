import type { FrameReader } from "../../runtime/link/frame-reader.ts";
import type { Link, LinkEvents } from "../../runtime/link/link.ts";
import type { LinkError } from "../../runtime/link/link-error.ts";

/** Writes down what a link tells, and lets a test wait for it. */
export class Recorder implements LinkEvents {
  readonly payloads: Uint8Array[] = [];
  readonly errors: (LinkError | undefined)[] = [];
  ends = 0;
  writables = 0;
  /** Events after the end. */
  late = 0;
  #waiting: { readonly done: () => boolean; readonly resolve: () => void }[] = [];
  #onPayload: (bytes: Uint8Array) => void;

  constructor(onPayload: (bytes: Uint8Array) => void = () => {}) {
    this.#onPayload = onPayload;
  }

  payload(bytes: Uint8Array): void {
    if (this.ends > 0) this.late += 1;
    this.payloads.push(bytes);
    this.#onPayload(bytes);
    this.#check();
  }

  writable(): void {
    if (this.ends > 0) this.late += 1;
    this.writables += 1;
    this.#check();
  }

  ended(error?: LinkError): void {
    this.ends += 1;
    this.errors.push(error);
    this.#check();
  }

  get error(): LinkError | undefined {
    return this.errors[0];
  }

  until(done: () => boolean): Promise<void> {
    if (done()) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ done, resolve }));
  }

  received(count: number): Promise<void> {
    return this.until(() => this.payloads.length >= count);
  }

  end(): Promise<void> {
    return this.until(() => this.ends > 0);
  }

  #check(): void {
    const ready = this.#waiting.filter(({ done }) => done());
    this.#waiting = this.#waiting.filter((wait) => !ready.includes(wait));
    for (const { resolve } of ready) resolve();
  }
}

/** Starts a link with a recorder. */
export function record(link: Link, onPayload?: (bytes: Uint8Array) => void): Recorder {
  const recorder = new Recorder(onPayload);
  link.start(recorder);
  return recorder;
}

/** Lets the event loop turn `times` times. */
export async function turns(times: number): Promise<void> {
  for (let i = 0; i < times; i++) await new Promise((resolve) => setImmediate(resolve));
}

/** Whether two payloads are the same bytes. */
export function same(left: Uint8Array | undefined, right: Uint8Array): boolean {
  return left !== undefined && Buffer.compare(left, right) === 0;
}

/** `length` bytes that tell their place. */
export function patterned(length: number, seed = 0): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let i = 0; i < length; i++) bytes[i] = (i * 31 + seed) & 255;
  return bytes;
}

/** A frame as it is on the wire. */
export function frame(payload: Uint8Array): Buffer {
  const bytes = Buffer.alloc(4 + payload.length);
  bytes.writeUInt32LE(payload.length);
  bytes.set(payload, 4);
  return bytes;
}

/** Everything a reader has whole. */
export function drain(reader: FrameReader): Uint8Array[] {
  const payloads: Uint8Array[] = [];
  for (let next = reader.next(); next !== undefined; next = reader.next()) payloads.push(next);
  return payloads;
}
