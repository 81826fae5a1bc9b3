import { DecodeError, type Reader } from "../wire/index.ts";
import type { Dispatcher, Method, ServedMethod } from "./method.ts";

/** The method of a plain Call. Leaves the reader at the arguments, behind the counts of channels and metadata, both zero. */
export function methodIn(reader: Reader, dispatcher: Dispatcher): ServedMethod | undefined {
  try {
    reader.groups64("a method id");
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
  reader.offset += 2;
  return dispatcher.findByHalves?.(reader.low, reader.high);
}

/** The arguments of a Call, `null` where the bytes do not fit. */
export function argumentsIn(reader: Reader, schema: Method["args"]): readonly unknown[] | null {
  try {
    const values = schema.decode(reader);
    reader.finish("args");
    return values;
  } catch (error) {
    if (error instanceof DecodeError) return null;
    throw error;
  }
}
