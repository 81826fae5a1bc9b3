import type { IncomingRequestEvent, IncomingRequestIntent, incomingRequest } from "../../machines/incoming-request.ts";
import { tables } from "../../machines/tables.ts";
import { ChannelError, InvalidValueError, LimitError, type Place } from "../errors.ts";
import type { LifeFacts } from "../explanation.ts";
import {
  emptyMetadata,
  type Metadata,
  writeCancelled,
  writeInvalidPayload,
  writeOk,
  writeResponseHeader,
  writeUnknownMethod,
  writeUserError,
} from "../wire/index.ts";
import { CallContext } from "./call-context.ts";
import { type CallChannel, NO_CHANNELS } from "./channels.ts";
import type { Connection } from "./connection.ts";
import { Life } from "./life.ts";
import type { ServedMethod } from "./method.ts";
import { UNLIMITED } from "./outgoing-metadata.ts";
import type { Waiter } from "./slots.ts";
import type { Timer } from "./timer-wheel.ts";

const NO_ARGS: readonly unknown[] = Object.freeze([]);

/** A result that came as bytes from elsewhere, with its envelope. */
export class Verbatim {
  readonly ret: Uint8Array;

  constructor(ret: Uint8Array) {
    this.ret = ret;
  }
}

/** A call that the counterpart makes. */
export class IncomingRequest extends Life<typeof incomingRequest> implements Waiter {
  readonly connection: Connection;
  readonly id: number;
  readonly context: CallContext;
  /** Argument bytes, for as long as the call waits. */
  waitingBytes = 0;
  isInLine = false;
  readonly #served: ServedMethod | undefined;
  /** The channels in its arguments, in discovery order. */
  channels: readonly CallChannel[] = NO_CHANNELS;
  args: readonly unknown[] = NO_ARGS;
  #failure: unknown = null;
  /** The Response, where somebody else may write before it is sent. */
  #response: Uint8Array | null = null;
  #timer: Timer | null = null;

  constructor(connection: Connection, id: number, metadata: Metadata, served: ServedMethod | undefined) {
    const { driver } = connection;
    const input = { connection: connection.id, request: id, method: served?.method.fullName ?? "unknown" };
    super(driver, tables.incomingRequest, input, driver.pools.incomingRequest);
    this.connection = connection;
    this.id = id;
    this.#served = served;
    this.context =
      served === undefined || connection.dispatcher === null
        ? new CallContext(connection.id, id, metadata, served?.method)
        : connection.dispatcher.context(connection, id, metadata, served.method);
  }

  get place(): Place {
    return { connectionId: this.connection.id, requestId: this.id, state: this.state, timeline: this.timeline };
  }

  facts(state: string): LifeFacts {
    return {
      kind: "incomingRequest",
      connection: this.connection.id,
      request: this.id,
      method: this.#served?.method.fullName ?? "an unknown method",
      state,
      since: this.since(state),
      limit: this.driver.policy.limits.handlers,
      isBlocked: this.driver.outbox.isFull,
    };
  }

  get withdrawn(): boolean {
    return this.snapshot.value !== "queued";
  }

  /** Whether the Call has its Response already: it no longer counts as in flight. */
  get isAnswered(): boolean {
    return this.snapshot.value === "cancelling" || !this.isAlive;
  }

  perform(intent: IncomingRequestIntent, event: IncomingRequestEvent): void {
    switch (intent.type) {
      case "runHandler":
        this.#run();
        return;
      case "sendResponse":
        this.driver.outbox.send(this.#response ?? this.driver.writer.view());
        this.#response = null;
        return;
      case "sendCancelled":
        this.#answer(writeCancelled);
        return;
      case "sendRefusal":
        this.#answer(intent.params.refusal === "unknownMethod" ? writeUnknownMethod : writeInvalidPayload);
        return;
      case "endChannels":
        endUnused(this.channels);
        return;
      case "abortHandler":
        this.context.abort(event.type === "parent.ended" ? event.ending.detail : "the caller cancelled");
        return;
      case "reportFailure":
        if (!this.#isOwnReset(this.#failure)) this.connection.dispatcher?.failed(this.#failure, this.context);
        return;
      case "armGiveUp": {
        const { giveUpMs } = this.driver.policy.limits;
        this.#timer = this.driver.timers.arm(giveUpMs, () => this.deliver({ type: "timer.giveUp" }));
        return;
      }
      case "freeSlot":
        this.connection.requests.starts.freeHandler();
        return;
      case "reportLeak":
        this.connection.dispatcher?.leaked(this.context, this.placeIn("cancelling"));
    }
  }

  protected override retireUnseen(): void {
    this.connection.requests.retireIncoming(this.id);
  }

  /** The actor has ended. */
  retire(): void {
    this.#timer?.cancel();
  }

  #run(): void {
    if (this.#served?.begin !== undefined) {
      this.#served.begin(this);
      return;
    }
    for (const channel of this.channels) {
      if ("queued" in channel && channel.isAlive) channel.deliver({ type: "local.bind", queued: channel.queued });
    }
    const { args } = this;
    // From here on they are the handler's: they may be large, and a handler may run for long.
    this.args = NO_ARGS;
    let result: unknown;
    try {
      result = this.#served?.run(args, this.context);
    } catch (error) {
      this.fail(error);
      return;
    }
    if (isPromise(result)) {
      result.then(
        (value) => this.respond(value),
        (error) => this.fail(error),
      );
    } else this.respond(result);
  }

  /** The call has its result, or {@link Verbatim}. */
  respond(result: unknown): void {
    if (this.snapshot.value !== "handling") {
      if (this.isAlive) this.deliver({ type: "local.respond" });
      return;
    }
    try {
      this.#encode(result);
    } catch (error) {
      this.fail(InvalidValueError.from(error, this.place));
      return;
    }
    if (this.driver.isObserved) this.#response = this.driver.writer.take();
    this.deliver({ type: "local.respond" });
  }

  /** The caller broke off a stream of this very call: that is its right, and no failure of the handler. */
  #isOwnReset(error: unknown): boolean {
    if (!(error instanceof ChannelError) || error.code !== "channel-reset") return false;
    return this.channels.some(({ id }) => id === error.channelId);
  }

  /** The call will have no result. */
  fail(error: unknown): void {
    if (!this.isAlive) return;
    this.#failure = error;
    this.deliver({ type: "local.fail" });
  }

  /** Leaves the whole Response in the driver's writer, where `sendResponse` takes it from if nobody may write before. */
  #encode(result: unknown): void {
    const method = this.#served?.method;
    if (method === undefined) return;
    const { writer, maxPayload } = this.driver;
    writer.reset();
    const { responseMetadata } = this.context;
    if (responseMetadata.length > 0) this.driver.checkMetadata(responseMetadata, this.place);
    writeResponseHeader(writer, this.connection.id, this.id, [], responseMetadata, UNLIMITED);
    if (result instanceof Verbatim) {
      writer.raw(result.ret);
    } else if (method.err === null) {
      writeOk(writer);
      method.ok.encode(writer, result);
    } else if (isOutcome(result) && result.ok) {
      writeOk(writer);
      method.ok.encode(writer, result.value);
    } else if (isOutcome(result)) {
      writeUserError(writer);
      method.err.encode(writer, result.error);
    } else {
      throw new TypeError(`${method.fullName} must return { ok: true, value } or { ok: false, error }`);
    }
    if (writer.length > maxPayload) {
      throw new LimitError("frame", maxPayload, "the response is too large", this.place);
    }
  }

  #answer(write: (writer: IncomingRequest["driver"]["writer"]) => void): void {
    const { writer, outbox } = this.driver;
    writer.reset();
    writeResponseHeader(writer, this.connection.id, this.id, [], emptyMetadata);
    write(writer);
    outbox.send(writer.view());
  }
}

/** Ends the channels of a call that nobody on this side holds. */
export function endUnused(channels: IncomingRequest["channels"]): void {
  for (const channel of channels) {
    if ("send" in channel) void channel.close();
    else channel.abandon();
  }
}

/** A native promise or a lookalike that a handler made. Values that came off the wire hold no functions. */
function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}

function isOutcome(value: unknown): value is { ok: boolean; value?: unknown; error?: unknown } {
  return typeof value === "object" && value !== null && "ok" in value && typeof value.ok === "boolean";
}
