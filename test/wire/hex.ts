import { Reader } from "../../runtime/wire/reader.ts";
import type { Schema } from "../../runtime/wire/schema.ts";
import { Writer } from "../../runtime/wire/writer.ts";

/** Bytes from hex digits; spaces are for the eye. */
export function hex(digits: string): Uint8Array {
  const packed = digits.replaceAll(" ", "");
  return Uint8Array.from({ length: packed.length / 2 }, (_, i) => Number.parseInt(packed.slice(i * 2, i * 2 + 2), 16));
}

/** Hex digits of bytes. */
export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The encoding of one value. */
export function encoded<T>(schema: Schema<T>, value: T): Uint8Array {
  const writer = new Writer();
  schema.encode(writer, value);
  return writer.take();
}

/** The one value in `bytes`; leftover bytes are an error. */
export function decoded<T>(schema: Schema<T>, bytes: Uint8Array): T {
  const reader = new Reader(bytes);
  const value = schema.decode(reader);
  reader.finish("value");
  return value;
}

/** What `run` throws, or undefined. */
export function thrown(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}
