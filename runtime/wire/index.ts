// Bytes <-> values <-> messages. Imports nothing of ours, and nothing of Node: it runs in a browser.

export {
  type Envelope,
  isRefusal,
  readEnvelope,
  writeCancelled,
  writeInvalidPayload,
  writeOk,
  writeUnknownMethod,
  writeUserError,
} from "./envelope.ts";
export { DecodeError, EncodeError, SchemaError, within } from "./errors.ts";
export { type FrameHead, readFrameHead } from "./frame-head.ts";
export { kebab } from "./kebab.ts";
export { MAX_DEPTH, MAX_ELEMENTS, MAX_ZERO_SIZED } from "./limits.ts";
export type {
  AcceptConnection,
  CancelRequest,
  ChannelItem,
  CloseChannel,
  CloseConnection,
  ConnectionSettings,
  GrantCredit,
  Hello,
  HelloYourself,
  Message,
  MessageKind,
  OpenConnection,
  Parity,
  Ping,
  Pong,
  ProtocolError,
  RejectConnection,
  Request,
  ResetChannel,
  Response,
} from "./message.ts";
export { DEFAULT_MESSAGE_LIMITS, decodeMessage, type MessageLimits, readMessage } from "./message-decode.ts";
export {
  encodeMessage,
  writeGrantCredit,
  writeItemHeader,
  writeRequestHeader,
  writeResponseHeader,
} from "./message-encode.ts";
export {
  DEFAULT_METADATA_LIMITS,
  decodeMetadata,
  emptyMetadata,
  encodeMetadata,
  isSensitive,
  type Metadata,
  type MetadataEntry,
  type MetadataLimits,
  type MetadataValue,
  NO_PROPAGATE,
  redact,
  SENSITIVE,
  withoutNoPropagate,
} from "./metadata.ts";
export { methodId } from "./method-id.ts";
export { Reader, type ReaderChannelHook } from "./reader.ts";
export * from "./schema.ts";
export { type ArgumentTypes, type ReturnType, signatureBytes } from "./signature.ts";
export { Writer, type WriterChannelHook } from "./writer.ts";
