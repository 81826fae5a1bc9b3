import { within } from "./errors.ts";
import type { Reader } from "./reader.ts";
import type { Schema } from "./schema/schema.ts";
import type { Writer } from "./writer.ts";

// Every Response carries Result<T, RoamError<E>> (PROTOCOL.md 5.5). A method's own Result is flattened into it.

const OK = 0;
const ERR = 1;
const USER = 0;
const UNKNOWN_METHOD = 1;
const INVALID_PAYLOAD = 2;
const CANCELLED = 3;

/** The result of a call as it travels (`rpc.fallible.roam-error`). */
export type Envelope<T, E> =
  | { readonly kind: "ok"; readonly value: T }
  | { readonly kind: "user"; readonly error: E }
  | { readonly kind: "unknownMethod" }
  | { readonly kind: "invalidPayload" }
  | { readonly kind: "cancelled" };

/** Whether a result, whatever its types, says UnknownMethod or InvalidPayload: the call never ran. */
export function isRefusal(ret: Uint8Array): boolean {
  return ret[0] === ERR && (ret[1] === UNKNOWN_METHOD || ret[1] === INVALID_PAYLOAD);
}

/** Ok: encode the value right behind. */
export function writeOk(writer: Writer): void {
  writer.u8(OK);
}

/** The method's own error: encode it right behind. */
export function writeUserError(writer: Writer): void {
  writeError(writer, USER);
}

/** `rpc.unknown-method`; whole. */
export function writeUnknownMethod(writer: Writer): void {
  writeError(writer, UNKNOWN_METHOD);
}

/** The arguments did not decode; whole. */
export function writeInvalidPayload(writer: Writer): void {
  writeError(writer, INVALID_PAYLOAD);
}

/** The call was cancelled, or will not be answered; whole. */
export function writeCancelled(writer: Writer): void {
  writeError(writer, CANCELLED);
}

/**
 * The result of a call. `err` is null for a method that cannot fail: a user error is then a DecodeError. With
 * `strict` (the default) bytes left over are one too; 7.3.0 peers ignore them. Throws `DecodeError`.
 */
export function readEnvelope<T, E>(
  reader: Reader,
  ok: Schema<T>,
  err: Schema<E> | null,
  strict = true,
): Envelope<T, E> {
  const result = read(reader, ok, err);
  if (strict) reader.finish("result");
  return result;
}

function read<T, E>(reader: Reader, ok: Schema<T>, err: Schema<E> | null): Envelope<T, E> {
  const start = reader.offset;
  const result = reader.varint32("a result");
  if (result === OK) {
    try {
      return { kind: "ok", value: ok.decode(reader) };
    } catch (error) {
      throw within(error, "ok");
    }
  }
  if (result !== ERR) {
    reader.offset = start;
    throw reader.error("a result (0 or 1)", "a higher number");
  }
  return readError(reader, err);
}

function readError<E>(reader: Reader, err: Schema<E> | null): Envelope<never, E> {
  const start = reader.offset;
  switch (reader.varint32("an error kind")) {
    case USER:
      if (err === null) break;
      try {
        return { kind: "user", error: err.decode(reader) };
      } catch (error) {
        throw within(error, "err");
      }
    case UNKNOWN_METHOD:
      return { kind: "unknownMethod" };
    case INVALID_PAYLOAD:
      return { kind: "invalidPayload" };
    case CANCELLED:
      return { kind: "cancelled" };
  }
  reader.offset = start;
  throw reader.error(`an error kind (${err === null ? 1 : 0} to 3)`, "another one");
}

function writeError(writer: Writer, kind: number): void {
  writer.u8(ERR);
  writer.u8(kind);
}
