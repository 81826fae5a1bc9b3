import { describe, EncodeError, within } from "../errors.ts";
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";
import { collectInto, type FoundChannel } from "./collect.ts";
import { refuseAmbiguous } from "./reach.ts";
import { collectFields, isRecord } from "./record.ts";
import { type AnySchema, Schema } from "./schema.ts";
import { OPTION, type Signature } from "./signature.ts";

/** An option whose JavaScript value says which of the two it is. */
export type Maybe<T> = { tag: "None" } | { tag: "Some"; value: T };

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

  override sign(signature: Signature): void {
    signature.holder(OPTION, this.inner);
  }

  override collect(found: FoundChannel[], value: unknown, depth: number): void {
    if (value !== null && value !== undefined) collectInto(found, this.inner, value, depth + 1);
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
    if (!decodeIsSome(reader)) return null;
    reader.enter();
    const value = this.inner.decode(reader);
    reader.leave();
    return value;
  }
}

/** An option by another name: of what has null or undefined among its values, too. */
export class MaybeSchema<T> extends Schema<Maybe<T>> {
  readonly kind = "maybe";
  readonly inner: Schema<T>;

  constructor(inner: Schema<T>) {
    super();
    this.inner = inner;
  }

  override children(): readonly AnySchema[] {
    return [this.inner];
  }

  override sign(signature: Signature): void {
    signature.holder(OPTION, this.inner);
  }

  override get head(): string {
    return "option";
  }

  override collect(found: FoundChannel[], value: unknown, depth: number): void {
    if (isSome(value)) collectFields(found, [{ name: "value", schema: this.inner }], value, depth);
  }

  leastSize(): number {
    return 1;
  }

  encode(writer: Writer, value: Maybe<T>): void {
    if (!isSome(value)) {
      writer.u8(0);
      return;
    }
    writer.u8(1);
    writer.enter();
    try {
      this.inner.encode(writer, value.value);
    } catch (error) {
      throw within(error, "value");
    }
    writer.leave();
  }

  decode(reader: Reader): Maybe<T> {
    if (!decodeIsSome(reader)) return { tag: "None" };
    reader.enter();
    let value: T;
    try {
      value = this.inner.decode(reader);
    } catch (error) {
      throw within(error, "value");
    }
    reader.leave();
    return { tag: "Some", value };
  }
}

/** Which of the two it is. Throws `EncodeError` if it is neither. */
function isSome<T>(value: Maybe<T>): value is { tag: "Some"; value: T };
function isSome(value: unknown): boolean;
function isSome(value: unknown): boolean {
  if (isRecord(value) && (value.tag === "Some" || value.tag === "None")) return value.tag === "Some";
  throw new EncodeError("an object with the tag None or Some", isRecord(value) ? "another tag" : describe(value));
}

function decodeIsSome(reader: Reader): boolean {
  const byte = reader.u8("an option");
  if (byte <= 1) return byte === 1;
  reader.offset--;
  throw reader.error("an option (0 or 1)", "another byte");
}
