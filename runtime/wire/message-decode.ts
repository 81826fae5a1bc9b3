import { DecodeError, within } from "./errors.ts";
import { CHANNEL_BODY, type ConnectionSettings, type Message, PAYLOAD, REQUEST_BODY } from "./message.ts";
import { DEFAULT_METADATA_LIMITS, decodeMetadata, type MetadataLimits } from "./metadata.ts";
import { Reader } from "./reader.ts";

/** `channels`: most channel ids in one Request or Response. */
export interface MessageLimits {
  readonly metadata: MetadataLimits;
  readonly channels: number;
}

export const DEFAULT_MESSAGE_LIMITS: MessageLimits = Object.freeze({ metadata: DEFAULT_METADATA_LIMITS, channels: 32 });

const NO_CHANNELS: readonly number[] = [];

/**
 * One message from one whole frame. Trailing payloads are views of `bytes`. Throws `DecodeError`, also on bytes left
 * over behind a message that has no trailing payload, and beyond the limits.
 */
export function decodeMessage(bytes: Uint8Array, limits: MessageLimits = DEFAULT_MESSAGE_LIMITS): Message {
  return readMessage(new Reader(bytes), limits);
}

/** The same, of all that the reader has. */
export function readMessage(reader: Reader, limits: MessageLimits): Message {
  const connection = reader.varint("a connection id");
  const start = reader.offset;
  const payload = reader.varint32("a message discriminant");
  let message: Message;
  switch (payload) {
    case PAYLOAD.request:
      message = decodeRequest(reader, connection, limits);
      break;
    case PAYLOAD.channel:
      message = decodeChannel(reader, connection, limits);
      break;
    default:
      if (payload > PAYLOAD.pong) {
        reader.offset = start;
        throw reader.error(`a message discriminant (0 to ${PAYLOAD.pong})`, "a higher one");
      }
      message = decodeSession(reader, connection, payload, limits.metadata);
  }
  reader.finish(message.kind);
  return message;
}

function decodeRequest(reader: Reader, connection: number, limits: MessageLimits): Message {
  const request = reader.varint("a request id");
  const start = reader.offset;
  const body = reader.varint32("a request discriminant");
  switch (body) {
    case REQUEST_BODY.call: {
      const method = reader.varint64("a method id");
      const channels = decodeChannelIds(reader, limits.channels);
      const metadata = decodeMetadata(reader, limits.metadata);
      return { kind: "Request", connection, request, method, channels, metadata, args: reader.rest() };
    }
    case REQUEST_BODY.response: {
      const channels = decodeChannelIds(reader, limits.channels);
      const metadata = decodeMetadata(reader, limits.metadata);
      return { kind: "Response", connection, request, channels, metadata, ret: reader.rest() };
    }
    case REQUEST_BODY.cancel:
      return { kind: "CancelRequest", connection, request, metadata: decodeMetadata(reader, limits.metadata) };
    default:
      reader.offset = start;
      throw reader.error("a request discriminant (0 to 2)", "a higher one");
  }
}

function decodeChannel(reader: Reader, connection: number, limits: MessageLimits): Message {
  const channel = reader.varint("a channel id");
  const start = reader.offset;
  const body = reader.varint32("a channel discriminant");
  switch (body) {
    case CHANNEL_BODY.item:
      return { kind: "ChannelItem", connection, channel, item: reader.rest() };
    case CHANNEL_BODY.close:
      return { kind: "CloseChannel", connection, channel, metadata: decodeMetadata(reader, limits.metadata) };
    case CHANNEL_BODY.reset:
      return { kind: "ResetChannel", connection, channel, metadata: decodeMetadata(reader, limits.metadata) };
    case CHANNEL_BODY.grant:
      return { kind: "GrantCredit", connection, channel, additional: reader.varint32("an amount of credit (a u32)") };
    default:
      reader.offset = start;
      throw reader.error("a channel discriminant (0 to 3)", "a higher one");
  }
}

/** Everything but requests and channels; `payload` is 0 to 6, 9 or 10. */
function decodeSession(reader: Reader, connection: number, payload: number, limits: MetadataLimits): Message {
  switch (payload) {
    case PAYLOAD.hello: {
      const version = reader.varint32("a version (a u32)");
      const settings = decodeSettings(reader);
      return { kind: "Hello", connection, version, settings, metadata: decodeMetadata(reader, limits) };
    }
    case PAYLOAD.helloYourself: {
      const settings = decodeSettings(reader);
      return { kind: "HelloYourself", connection, settings, metadata: decodeMetadata(reader, limits) };
    }
    case PAYLOAD.protocolError:
      return { kind: "ProtocolError", connection, description: reader.string("a description") };
    case PAYLOAD.open: {
      const settings = decodeSettings(reader);
      return { kind: "OpenConnection", connection, settings, metadata: decodeMetadata(reader, limits) };
    }
    case PAYLOAD.accept: {
      const settings = decodeSettings(reader);
      return { kind: "AcceptConnection", connection, settings, metadata: decodeMetadata(reader, limits) };
    }
    case PAYLOAD.reject:
      return { kind: "RejectConnection", connection, metadata: decodeMetadata(reader, limits) };
    case PAYLOAD.close:
      return { kind: "CloseConnection", connection, metadata: decodeMetadata(reader, limits) };
    case PAYLOAD.ping:
      return { kind: "Ping", connection, nonce: reader.varint64("a nonce") };
    default:
      return { kind: "Pong", connection, nonce: reader.varint64("a nonce") };
  }
}

function decodeSettings(reader: Reader): ConnectionSettings {
  const start = reader.offset;
  const parity = reader.varint32("a parity");
  if (parity > 1) {
    reader.offset = start;
    throw reader.error("a parity (0 or 1)", "a higher number");
  }
  const maxConcurrentRequests = reader.varint32("a limit of concurrent requests (a u32)");
  return { parity: parity === 0 ? "odd" : "even", maxConcurrentRequests };
}

function decodeChannelIds(reader: Reader, limit: number): readonly number[] {
  const start = reader.offset;
  const count = reader.count(1, "a list of channels");
  if (count === 0) return NO_CHANNELS;
  if (count > limit) {
    throw new DecodeError(`at most ${limit} channels`, start, `${count}`, "channelsPerCall");
  }
  const ids: number[] = [];
  try {
    while (ids.length < count) ids.push(reader.varint("a channel id"));
  } catch (error) {
    throw within(error, `channels[${ids.length}]`);
  }
  return ids;
}
