import type { ConnectionEvent } from "../../machines/connection.ts";
import type { Ending, Settings } from "../../machines/endings.ts";
import { ConnectionEndedError, InvalidValueError, LimitError, MisuseError } from "../errors.ts";
import { breachOf, refusal } from "../limits.ts";
import {
  type CancelRequest,
  collectChannels,
  emptyMetadata,
  type FoundChannel,
  type Metadata,
  Reader,
  type Request,
  type Response,
  within,
  writeCancelled,
  writeInvalidPayload,
  writeRequestHeader,
  writeResponseHeader,
  writeUnknownMethod,
} from "../wire/index.ts";
import { argumentsIn, methodIn } from "./call-arguments.ts";
import { type CallChannel, NO_CHANNELS } from "./channels.ts";
import type { Connection } from "./connection.ts";
import { IdTable } from "./id-table.ts";
import { EndedIds, IdAllocator, parityOf } from "./ids.ts";
import { endUnused, IncomingRequest } from "./incoming-request.ts";
import type { Method, ServedMethod } from "./method.ts";
import { UNLIMITED } from "./outgoing-metadata.ts";
import { type CallObserver, type CallOptions, OutgoingRequest } from "./outgoing-request.ts";
import { Starts } from "./starts.ts";

const NONE_FOUND: readonly FoundChannel[] = [];

/** The arguments of a Call, `null` where they do not fit its method, and the channels found in them. */
interface Decoded {
  readonly args: readonly unknown[] | null;
  readonly channels: IncomingRequest["channels"];
}

/** The requests of one connection, by id: those we make and those we answer. */
export class Requests {
  readonly outgoing = new IdTable<OutgoingRequest>();
  readonly incoming = new IdTable<IncomingRequest>();
  readonly starts: Starts;
  readonly #connection: Connection;
  readonly #late = new EndedIds<OutgoingRequest>();
  #ids = new IdAllocator("odd");

  constructor(connection: Connection) {
    this.#connection = connection;
    const { outbox, policy } = connection.driver;
    this.starts = new Starts(outbox, policy.limits.handlers);
  }

  open(local: Settings, remote: Settings | null): void {
    this.#ids = new IdAllocator(local.parity);
    this.starts.open(remote?.maxConcurrentRequests ?? 0);
  }

  get live(): number {
    return this.outgoing.size + this.incoming.size;
  }

  /**
   * Starts a call. What is wrong with the arguments throws before anything is sent.
   *
   * @throws {InvalidValueError} @throws {LimitError} @throws {MisuseError}
   */
  call(method: Method, args: readonly unknown[], metadata: Metadata, observer: CallObserver, options: CallOptions) {
    const connection = this.#connection;
    const { driver, channels } = connection;
    if (connection.ending !== null) {
      throw new ConnectionEndedError(method.fullName, connection.ending, connection.place);
    }
    if (!connection.isOpenForData) throw new MisuseError(`no new calls while ${connection.state}`, connection.place);
    if (metadata.length > 0) driver.checkMetadata(metadata, connection.place);
    const found = method.args.hasChannels ? this.#channelsIn(args, method) : NONE_FOUND;
    const channelIds = channels.allocate(found);
    const id = this.#ids.allocate();
    const { writer } = driver;
    writer.reset();
    writeRequestHeader(writer, connection.id, id, method.id, channelIds, metadata, UNLIMITED);
    try {
      method.args.encode(writer, args);
    } catch (error) {
      throw InvalidValueError.from(within(error, `${method.fullName}.args`), connection.place);
    }
    if (writer.length > driver.maxPayload) {
      throw new LimitError("frame", driver.maxPayload, "the arguments are too large", connection.place);
    }

    const taken = driver.isObserved ? writer.take() : null;
    const request = new OutgoingRequest(connection, id, method, observer, options);
    this.outgoing.set(id, request);
    // What goes out at once need not be copied: nothing else writes until it is sent.
    request.hold(taken ?? (this.starts.isClear ? writer.view() : writer.take()));
    request.channels = channels.bindOwn(found, channelIds, request);
    this.starts.call(request);
    this.#endIfOver(request);
    return request;
  }

  /** The Response to this call may still come. */
  expectLate(request: OutgoingRequest): void {
    this.#late.add(request.id, request);
  }

  onRequest(message: Request): void {
    const connection = this.#connection;
    const broken = this.#limitBroken(message.channels.length, message.args.length);
    if (this.incoming.has(message.request)) connection.consult({ type: "peer.call.idInUse" });
    else if (!connection.channels.areFree(message.channels)) connection.consult({ type: "peer.call.badChannels" });
    else if (broken !== undefined) connection.consult(broken, message);
    else if (parityOf(message.request) === connection.snapshot.context.local.parity) {
      connection.consult({ type: "peer.call.wrongParity" }, message);
    } else if (!connection.isOpenForData) connection.consult({ type: "peer.call" }, message);
    else this.admit(message);
  }

  /**
   * A Request without channels and metadata came; its method's id begins at `offset` of its frame. False where more is to be
   * done with it than to run its handler: it must then come as a message.
   */
  requestIn(id: number, frame: Uint8Array, offset: number): boolean {
    const connection = this.#connection;
    const { dispatcher, driver } = connection;
    const served = dispatcher === null ? undefined : methodIn(driver.reader.over(frame, offset), dispatcher);
    if (served === undefined) return false;
    const isOurs = parityOf(id) === connection.snapshot.context.local.parity;
    if (isOurs || this.incoming.has(id) || !connection.isOpenForData) return false;
    const bytes = driver.reader.remaining;
    if (this.#limitBroken(0, bytes) !== undefined) return false;
    // Of this reader a channel is an error, as it should be: the call brings none.
    const args = argumentsIn(driver.reader, served.method.args);
    if (args === null) return false;
    const request = new IncomingRequest(connection, id, emptyMetadata, served);
    this.incoming.set(id, request);
    request.args = args;
    this.starts.handle(request, bytes);
    this.#endIfOver(request);
    return true;
  }

  onResponse(message: Response): void {
    const request = this.outgoing.get(message.request);
    if (request !== undefined) request.respond(message);
    else if (!this.#ids.hasAllocated(message.request)) this.#connection.consult({ type: "peer.response.unknown" });
    else if (this.#late.get(message.request) !== undefined) {
      const late = this.#late.get(message.request);
      if (late instanceof OutgoingRequest) late.noteRefusal(message);
      this.#late.delete(message.request);
      this.#connection.consult({ type: "peer.response.late" });
    } else this.#connection.consult({ type: "peer.response.ended" });
  }

  onCancel({ request, metadata }: CancelRequest): void {
    if (!this.#connection.driver.toll.abort({ connectionId: this.#connection.id, requestId: request })) return;
    const life = this.incoming.get(request);
    if (life !== undefined) {
      life.context.cancelMetadata = metadata;
      life.deliver({ type: "peer.cancel" });
    } else this.#connection.consult({ type: "peer.cancel.ended" });
  }

  /** Starts the actor for a Call that may run. */
  admit(message: Request): void {
    const { dispatcher, channels, driver } = this.#connection;
    const served = dispatcher?.find(message.method, message.channels.length);
    const request = new IncomingRequest(this.#connection, message.request, message.metadata, served);
    this.incoming.set(message.request, request);
    if (served === undefined) {
      channels.forget(message.channels);
      if (driver.toll.abort(request.place)) request.deliver({ type: "local.refuse", refusal: "unknownMethod" });
      return;
    }
    const decoded = this.#decode(message, served);
    request.channels = decoded.channels;
    if (decoded.args === null) {
      if (driver.toll.abort(request.place)) request.deliver({ type: "local.refuse", refusal: "invalidPayload" });
      channels.forget(message.channels);
    } else {
      request.args = decoded.args;
      this.starts.handle(request, message.args.length);
    }
    this.#endIfOver(request);
  }

  /** The same for a limit: the answer says which, and is charged to the counterpart. */
  refuseFor(breach: string, message: Request): void {
    const { driver, id } = this.#connection;
    if (driver.toll.abort({ connectionId: id, requestId: message.request })) this.refuse(message, refusal(breach));
  }

  /** Answers without running anything: Cancelled, unless the Call could not have run anyway. */
  refuse(message: Request, metadata: Metadata = emptyMetadata): void {
    const { driver, channels, dispatcher } = this.#connection;
    const { writer } = driver;
    const hasChannels = message.channels.length > 0;
    const served = hasChannels ? dispatcher?.find(message.method, message.channels.length) : undefined;
    const decoded = served === undefined ? null : this.#decode(message, served);
    writer.reset();
    writeResponseHeader(writer, message.connection, message.request, [], metadata, UNLIMITED);
    // Cancelled does not tell the caller that nobody holds its channels: it has to know them all to be told one by one.
    if (hasChannels && decoded === null) writeUnknownMethod(writer);
    else if (decoded?.args === null) writeInvalidPayload(writer);
    else writeCancelled(writer);
    driver.outbox.send(writer.view());
    if (decoded !== null) endUnused(decoded.channels);
    channels.forget(message.channels);
  }

  retireOutgoing(id: number): void {
    const request = this.outgoing.get(id);
    if (request === undefined) return;
    this.outgoing.delete(id);
    this.starts.callEnded(request);
    request.retire();
  }

  retireIncoming(id: number): void {
    const request = this.incoming.get(id);
    if (request === undefined) return;
    this.incoming.delete(id);
    this.starts.handlerEnded(request);
    request.retire();
  }

  end(ending: Ending): void {
    this.starts.end();
    for (const request of [...this.outgoing.values(), ...this.incoming.values()]) {
      if (request.isAlive) request.deliver({ type: "parent.ended", ending });
    }
  }

  /** Whoever was told of a new request or channel may have ended the connection before it was in our maps. */
  #endIfOver(request: OutgoingRequest | IncomingRequest): void {
    const { ending } = this.#connection;
    if (ending === null) return;
    if (request.isAlive) request.deliver({ type: "parent.ended", ending });
    for (const channel of request.channels) {
      if (channel.isAlive) channel.deliver({ type: "parent.ended", ending });
    }
  }

  /** Decodes the arguments and brings their channels to life, as far as they fit the method. */
  #decode(message: Request, served: ServedMethod): Decoded {
    const { channels, driver } = this.#connection;
    const { args } = served.method;
    if (!args.hasChannels) {
      const values = argumentsIn(driver.reader.over(message.args, 0), args);
      return { args: message.channels.length === 0 ? values : null, channels: NO_CHANNELS };
    }
    // Whoever is told of a new channel may do anything: a reader of its own.
    const reader = new Reader(message.args);
    const bound: CallChannel[] = [];
    let missing = false;
    reader.channel = (schema) => {
      const id = message.channels[bound.length];
      missing ||= id === undefined;
      if (id === undefined) return null;
      const { handle, channel } = channels.bindTheirs(id, schema);
      bound.push(channel);
      return handle;
    };
    const values = argumentsIn(reader, args);
    const fits = !missing && bound.length === message.channels.length;
    return { args: fits ? values : null, channels: bound.length === 0 ? NO_CHANNELS : bound };
  }

  /** What to ask the chart about a Call that is one too many. */
  #limitBroken(channels: number, bytes: number): ConnectionEvent | undefined {
    const connection = this.#connection;
    const { limits } = connection.driver.policy;
    const { local, profile } = connection.snapshot.context;
    if (connection.channels.live + channels > limits.channels) {
      return { type: "peer.call.tooManyChannels", breach: breachOf("channels", limits.channels) };
    }
    const inFlight = local.maxConcurrentRequests;
    let breach: string | undefined;
    // Strict: more than announced. Compat: more than may wait.
    if (profile === "strict") {
      if (this.#unanswered(inFlight) >= inFlight) breach = breachOf("requestsInFlight", inFlight);
    } else if (this.starts.waitingHandlers >= limits.waitingCalls) {
      breach = breachOf("waitingCalls", limits.waitingCalls);
    } else if (this.starts.waitingBytes + bytes > limits.waitingCallBytes) {
      breach = breachOf("waitingCallBytes", limits.waitingCallBytes);
    }
    return breach === undefined ? undefined : { type: "peer.call.beyondLimit", breach };
  }

  /** The Calls that count as in flight; exact from `limit` on. */
  #unanswered(limit: number): number {
    if (this.incoming.size < limit) return this.incoming.size;
    let count = 0;
    for (const request of this.incoming.values()) if (!request.isAnswered) count++;
    return count;
  }

  #channelsIn(args: readonly unknown[], method: Method): readonly FoundChannel[] {
    try {
      return collectChannels(method.args, args);
    } catch (error) {
      throw InvalidValueError.from(within(error, `${method.fullName}.args`), this.#connection.place);
    }
  }
}
