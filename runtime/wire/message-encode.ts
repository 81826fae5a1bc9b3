import { EncodeError, within } from "./errors.ts";
import { CHANNEL_BODY, type ConnectionSettings, type Message, PAYLOAD, REQUEST_BODY } from "./message.ts";
import { DEFAULT_METADATA_LIMITS, encodeMetadata, type Metadata, type MetadataLimits } from "./metadata.ts";
import type { Writer } from "./writer.ts";

/** Appends a whole message. Throws `EncodeError`, also on metadata beyond `limits`. */
export function encodeMessage(
  writer: Writer,
  message: Message,
  limits: MetadataLimits = DEFAULT_METADATA_LIMITS,
): void {
  try {
    encode(writer, message, limits);
  } catch (error) {
    throw within(error, message.kind);
  }
}

/** Everything of a Request before its arguments: encode the argument tuple right behind. */
export function writeRequestHeader(
  writer: Writer,
  connection: number,
  request: number,
  method: bigint,
  channels: readonly number[],
  metadata: Metadata,
  limits: MetadataLimits = DEFAULT_METADATA_LIMITS,
): void {
  requestHeader(writer, connection, request, REQUEST_BODY.call);
  writer.varint64(method);
  channelIds(writer, channels);
  encodeMetadata(writer, metadata, limits);
}

/** Everything of a Response before the result envelope. */
export function writeResponseHeader(
  writer: Writer,
  connection: number,
  request: number,
  channels: readonly number[],
  metadata: Metadata,
  limits: MetadataLimits = DEFAULT_METADATA_LIMITS,
): void {
  requestHeader(writer, connection, request, REQUEST_BODY.response);
  channelIds(writer, channels);
  encodeMetadata(writer, metadata, limits);
}

/** Everything of a ChannelItem before the item. */
export function writeItemHeader(writer: Writer, connection: number, channel: number): void {
  channelHeader(writer, connection, channel, CHANNEL_BODY.item);
}

/** A whole GrantCredit; `additional` is a u32, in items. */
export function writeGrantCredit(writer: Writer, connection: number, channel: number, additional: number): void {
  channelHeader(writer, connection, channel, CHANNEL_BODY.grant);
  writer.varint32(additional);
}

function encode(writer: Writer, message: Message, limits: MetadataLimits): void {
  const { connection } = message;
  switch (message.kind) {
    case "Hello":
      header(writer, connection, PAYLOAD.hello);
      writer.varint32(message.version);
      settings(writer, message.settings);
      encodeMetadata(writer, message.metadata, limits);
      break;
    case "HelloYourself":
      opening(writer, connection, PAYLOAD.helloYourself, message.settings, message.metadata, limits);
      break;
    case "ProtocolError":
      header(writer, connection, PAYLOAD.protocolError);
      writer.string(message.description);
      break;
    case "Ping":
      header(writer, connection, PAYLOAD.ping);
      writer.varint64(message.nonce);
      break;
    case "Pong":
      header(writer, connection, PAYLOAD.pong);
      writer.varint64(message.nonce);
      break;
    case "OpenConnection":
      opening(writer, connection, PAYLOAD.open, message.settings, message.metadata, limits);
      break;
    case "AcceptConnection":
      opening(writer, connection, PAYLOAD.accept, message.settings, message.metadata, limits);
      break;
    case "RejectConnection":
      header(writer, connection, PAYLOAD.reject);
      encodeMetadata(writer, message.metadata, limits);
      break;
    case "CloseConnection":
      header(writer, connection, PAYLOAD.close);
      encodeMetadata(writer, message.metadata, limits);
      break;
    case "Request":
      writeRequestHeader(
        writer,
        connection,
        message.request,
        message.method,
        message.channels,
        message.metadata,
        limits,
      );
      writer.raw(message.args);
      break;
    case "Response":
      writeResponseHeader(writer, connection, message.request, message.channels, message.metadata, limits);
      writer.raw(message.ret);
      break;
    case "CancelRequest":
      requestHeader(writer, connection, message.request, REQUEST_BODY.cancel);
      encodeMetadata(writer, message.metadata, limits);
      break;
    case "ChannelItem":
      writeItemHeader(writer, connection, message.channel);
      writer.raw(message.item);
      break;
    case "CloseChannel":
      channelHeader(writer, connection, message.channel, CHANNEL_BODY.close);
      encodeMetadata(writer, message.metadata, limits);
      break;
    case "ResetChannel":
      channelHeader(writer, connection, message.channel, CHANNEL_BODY.reset);
      encodeMetadata(writer, message.metadata, limits);
      break;
    case "GrantCredit":
      writeGrantCredit(writer, connection, message.channel, message.additional);
      break;
    default:
      throw new EncodeError("a message of a known kind", "another kind");
  }
}

function header(writer: Writer, connection: number, payload: number): void {
  writer.varint(connection, "a connection id");
  writer.u8(payload);
}

function requestHeader(writer: Writer, connection: number, request: number, body: number): void {
  header(writer, connection, PAYLOAD.request);
  writer.varint(request, "a request id");
  writer.u8(body);
}

function channelHeader(writer: Writer, connection: number, channel: number, body: number): void {
  header(writer, connection, PAYLOAD.channel);
  writer.varint(channel, "a channel id");
  writer.u8(body);
}

function opening(
  writer: Writer,
  connection: number,
  payload: number,
  announced: ConnectionSettings,
  metadata: Metadata,
  limits: MetadataLimits,
): void {
  header(writer, connection, payload);
  settings(writer, announced);
  encodeMetadata(writer, metadata, limits);
}

function settings(writer: Writer, { parity, maxConcurrentRequests }: ConnectionSettings): void {
  if (parity !== "odd" && parity !== "even") throw new EncodeError('a parity ("odd" or "even")', "another value");
  writer.u8(parity === "odd" ? 0 : 1);
  writer.varint32(maxConcurrentRequests);
}

function channelIds(writer: Writer, channels: readonly number[]): void {
  writer.count(channels.length);
  for (const id of channels) writer.varint(id, "a channel id");
}
