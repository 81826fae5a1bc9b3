import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";
import { refuseAmbiguous } from "./reach.ts";
import { type AnySchema, Schema } from "./schema.ts";

/** 00, or 01 and the value. None is null; undefined also encodes as None. */
export class OptionSchema<T> extends Schema<T | null> {
  readonly kind = "option";
  readonly inner: Schema<T>;

  constructor(inner: Schema<T>) {
    super();
    refuseAmbiguous(inner);
    this.inner = inner;
  }

  override children(): readonly AnySchema[] {
    return [this.inner];
  }

  leastSize(): number {
    return 1;
  }

  encode(writer: Writer, value: T | null): void {
    if (value === null || value === undefined) {
      writer.u8(0);
      return;
    }
    writer.u8(1);
    writer.enter();
    this.inner.encode(writer, value);
    writer.leave();
  }

  decode(reader: Reader): T | null {
    const byte = reader.u8("an option");
    if (byte === 0) return null;
    if (byte !== 1) {
      reader.offset--;
      throw reader.error("an option (0 or 1)", "another byte");
    }
    reader.enter();
    const value = this.inner.decode(reader);
    reader.leave();
    return value;
  }
}
