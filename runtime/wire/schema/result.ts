import { describe, EncodeError, within } from "../errors.ts";
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";
import type { FoundChannel } from "./collect.ts";
import { collectFields, isRecord } from "./record.ts";
import { type AnySchema, Schema } from "./schema.ts";

/** What a `Result` is in JavaScript. */
export type ResultValue<T, E> = { ok: true; value: T } | { ok: false; error: E };

/** `Result<T, E>`: 00 and the value, or 01 and the error. */
export class ResultSchema<T, E> extends Schema<ResultValue<T, E>> {
  readonly kind = "result";
  readonly value: Schema<T>;
  readonly error: Schema<E>;

  constructor(value: Schema<T>, error: Schema<E>) {
    super();
    this.value = value;
    this.error = error;
  }

  override children(): readonly AnySchema[] {
    return [this.value, this.error];
  }

  override collect(found: FoundChannel[], value: unknown, depth: number): void {
    if (!isResult(value)) throw notResult(value);
    const part = value.ok ? { name: "value", schema: this.value } : { name: "error", schema: this.error };
    collectFields(found, [part], value, depth);
  }

  leastSize(of: (child: AnySchema) => number): number {
    return 1 + Math.min(of(this.value), of(this.error));
  }

  encode(writer: Writer, value: ResultValue<T, E>): void {
    if (!isResult(value)) throw notResult(value);
    writer.u8(value.ok ? 0 : 1);
    writer.enter();
    try {
      if (value.ok) this.value.encode(writer, value.value);
      else this.error.encode(writer, value.error);
    } catch (error) {
      throw within(error, value.ok ? "value" : "error");
    }
    writer.leave();
  }

  decode(reader: Reader): ResultValue<T, E> {
    const start = reader.offset;
    const index = reader.varint32("a result");
    if (index > 1) {
      reader.offset = start;
      throw reader.error("a result (0 or 1)", "a higher index");
    }
    reader.enter();
    try {
      const result: ResultValue<T, E> =
        index === 0 ? { ok: true, value: this.value.decode(reader) } : { ok: false, error: this.error.decode(reader) };
      reader.leave();
      return result;
    } catch (error) {
      throw within(error, index === 0 ? "value" : "error");
    }
  }
}

/** Whether `value` says that it is an Ok or an Err; of what, its codec finds out. */
function isResult(value: unknown): value is ResultValue<unknown, unknown> {
  return isRecord(value) && typeof value.ok === "boolean";
}

/** Why `value` is no result. */
function notResult(value: unknown): EncodeError {
  const found = isRecord(value) ? "another ok" : describe(value);
  return new EncodeError("{ ok: true, value } or { ok: false, error }", found);
}
