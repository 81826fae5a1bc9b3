import type { ErrorRecord, FeedRecord } from "../../../inspect/records.ts";
import { Definitions } from "../../../inspect/tap/definitions.ts";
import { Follower } from "../../../inspect/tap/follower.ts";
import { Stream } from "../../../inspect/tap/report.ts";
import { DEFAULT_TAP_LIMITS, type TapLimits } from "../../../inspect/tap/scope.ts";
import type { Side } from "../../../inspect/tap/side.ts";
import { StreamHeads } from "../../../inspect/tap/stream-heads.ts";
import { encodeMessage, type Message, type Request, Writer } from "../../../runtime/wire/index.ts";

interface SpokenOptions {
  readonly service?: unknown;
  readonly limits?: Partial<TapLimits>;
  readonly redact?: boolean;
}

/** What two peers say to each other, in the order in which it passes the tap, without any socket. */
export class Spoken {
  readonly records: FeedRecord[] = [];
  readonly errors: ErrorRecord[] = [];
  readonly #follower: Follower;

  constructor({ service, limits, redact = false }: SpokenOptions = {}) {
    const stream = new Stream({
      onRecord: (record) => this.records.push(record),
      onError: (record) => this.errors.push(record),
    });
    this.#follower = new Follower(
      1,
      { left: new StreamHeads(), right: new StreamHeads() },
      {
        stream,
        definitions: Definitions.of(service),
        limits: { ...DEFAULT_TAP_LIMITS, ...limits },
        redact,
      },
    );
  }

  /** The handshake, in which the left one begins and takes the odd ids. */
  introduced(maxConcurrentRequests = 64): this {
    return this.left(hello()).right({
      kind: "HelloYourself",
      connection: 0,
      settings: { parity: "even", maxConcurrentRequests },
      metadata: [],
    });
  }

  left(...messages: Message[]): this {
    return this.#say("left", messages);
  }

  right(...messages: Message[]): this {
    return this.#say("right", messages);
  }

  bytes(side: Side, payload: Uint8Array): this {
    this.#follower.take(side, framed(payload));
    return this;
  }

  end(side: Side | null): this {
    this.#follower.end(side, "gone");
    return this;
  }

  /** Who broke which rule, in order. */
  get broken(): string[] {
    return this.errors.map(({ rule, text }) => `${text.split(/[: ]/)[0]} ${rule}`);
  }

  /** The states that a life went through. */
  statesOf(life: string): string[] {
    return this.records.flatMap((record) => {
      if (record.type === "actor" && record.life === life) return [record.state];
      return record.type === "transition" && record.life === life && record.from !== record.to ? [record.to] : [];
    });
  }

  #say(side: Side, messages: readonly Message[]): this {
    for (const message of messages) {
      const writer = new Writer();
      encodeMessage(writer, message);
      this.bytes(side, writer.view());
    }
    return this;
  }
}

/** A payload behind its length. */
export function framed(payload: Uint8Array): Uint8Array {
  const frame = new Uint8Array(4 + payload.length);
  new DataView(frame.buffer).setUint32(0, payload.length, true);
  frame.set(payload, 4);
  return frame;
}

export function hello(version = 7): Message {
  const settings = { parity: "odd", maxConcurrentRequests: 64 } as const;
  return { kind: "Hello", connection: 0, version, settings, metadata: [] };
}

export function request(request: number, channels: number[] = [], method = 42n, connection = 0): Request {
  return { kind: "Request", connection, request, method, channels, metadata: [], args: new Uint8Array(0) };
}

export function response(request: number, ret: number[] = [0], connection = 0): Message {
  return { kind: "Response", connection, request, channels: [], metadata: [], ret: new Uint8Array(ret) };
}

export function cancel(request: number): Message {
  return { kind: "CancelRequest", connection: 0, request, metadata: [] };
}

export function item(channel: number, connection = 0): Message {
  return { kind: "ChannelItem", connection, channel, item: new Uint8Array([1]) };
}

export function close(channel: number): Message {
  return { kind: "CloseChannel", connection: 0, channel, metadata: [] };
}

export function reset(channel: number): Message {
  return { kind: "ResetChannel", connection: 0, channel, metadata: [] };
}

export function grant(channel: number, additional = 1): Message {
  return { kind: "GrantCredit", connection: 0, channel, additional };
}

export function open(connection: number): Message {
  const settings = { parity: "odd", maxConcurrentRequests: 64 } as const;
  return { kind: "OpenConnection", connection, settings, metadata: [] };
}

export function accept(connection: number): Message {
  const settings = { parity: "even", maxConcurrentRequests: 64 } as const;
  return { kind: "AcceptConnection", connection, settings, metadata: [] };
}

export function reject(connection: number): Message {
  return { kind: "RejectConnection", connection, metadata: [] };
}

export function closing(connection: number): Message {
  return { kind: "CloseConnection", connection, metadata: [] };
}
