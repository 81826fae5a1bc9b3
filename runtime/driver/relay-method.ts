import { ChannelSchema, type Reader, Schema, type TupleSchema, tuple, type Writer } from "../wire/index.ts";
import type { Method } from "./method.ts";

/** Whatever bytes are left: arguments and items of types that nobody here knows. */
class RestSchema extends Schema<Uint8Array> {
  readonly kind = "bytes";

  leastSize(): number {
    return 0;
  }

  encode(writer: Writer, value: Uint8Array): void {
    writer.raw(value);
  }

  decode(reader: Reader): Uint8Array {
    return reader.rest();
  }
}

const rest = new RestSchema();

/** A channel of unknown direction, item type and credit. What is written here of them is never looked at. */
export const unknownChannel = new ChannelSchema("rx", rest, 0);

const argumentsWith: TupleSchema<readonly unknown[]>[] = [];

/** A method that is known by its id alone. Its arguments are their bytes, and its channels, which take none. */
export function relayedMethod(id: bigint, channels: number): Method {
  const name = `0x${id.toString(16).padStart(16, "0")}`;
  argumentsWith[channels] ??= tuple([rest, ...Array.from({ length: channels }, () => unknownChannel)]);
  const args = argumentsWith[channels];
  return { service: "", name, fullName: name, id, args, ok: rest, err: null, idempotent: false };
}
