import { describe, EncodeError, SchemaError, within } from "../errors.ts";
import { MAX_ELEMENTS } from "../limits.ts";
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";
import { refuseChannels } from "./reach.ts";
import { type AnySchema, Schema } from "./schema.ts";
import { ARRAY, LIST, type Signature } from "./signature.ts";

/** `Vec<T>`, or the slice `[T]`: element count, elements. Of `u8`, `bytes` and `byteSlice` with another JavaScript value. */
export class ListSchema<T> extends Schema<T[]> {
  readonly kind: "list" | "slice";
  readonly element: Schema<T>;
  private elementSize = -1;

  constructor(element: Schema<T>, kind: "list" | "slice" = "list") {
    super();
    this.kind = kind;
    refuseChannels(this.kind, element);
    this.element = element;
  }

  override children(): readonly AnySchema[] {
    return [this.element];
  }

  override sign(signature: Signature): void {
    if (this.kind === "list" && this.element.meant.kind === "u8") signature.leaf("bytes");
    else signature.holder(LIST, this.element);
  }

  leastSize(): number {
    return 1;
  }

  encode(writer: Writer, value: T[]): void {
    if (!Array.isArray(value)) throw new EncodeError("an array", describe(value));
    writer.enter();
    writer.count(value.length);
    encodeElements(writer, this.element, value);
    writer.leave();
  }

  decode(reader: Reader): T[] {
    if (this.elementSize < 0) this.elementSize = this.element.minSize;
    reader.enter();
    const list = decodeElements(reader, this.element, reader.count(this.elementSize, `a ${this.kind}`));
    reader.leave();
    return list;
  }
}

/** `[T; length]`: the elements, no count in front. */
export class ArraySchema<T> extends Schema<T[]> {
  readonly kind = "array";
  readonly element: Schema<T>;
  readonly length: number;

  constructor(element: Schema<T>, length: number) {
    super();
    refuseChannels(this.kind, element);
    if (!Number.isInteger(length) || length < 0 || length > MAX_ELEMENTS) {
      throw new SchemaError(`the length of an array must be an integer from 0 to ${MAX_ELEMENTS}`);
    }
    this.element = element;
    this.length = length;
  }

  override children(): readonly AnySchema[] {
    return [this.element];
  }

  override sign(signature: Signature): void {
    signature.u8(ARRAY);
    signature.varint32(this.length);
    this.element.sign(signature);
  }

  override get head(): string {
    return `array ${this.length}`;
  }

  leastSize(of: (child: AnySchema) => number): number {
    return this.length === 0 ? 0 : this.length * of(this.element);
  }

  encode(writer: Writer, value: T[]): void {
    if (!Array.isArray(value)) throw new EncodeError("an array", describe(value));
    if (value.length !== this.length) throw new EncodeError(`an array of length ${this.length}`, "another length");
    writer.enter();
    encodeElements(writer, this.element, value);
    writer.leave();
  }

  decode(reader: Reader): T[] {
    reader.need(this.minSize, `an array of length ${this.length}`);
    reader.enter();
    const array = decodeElements(reader, this.element, this.length);
    reader.leave();
    return array;
  }
}

function encodeElements<T>(writer: Writer, element: Schema<T>, values: readonly T[]): void {
  const count = values.length;
  let i = 0;
  try {
    for (const value of values) {
      element.encode(writer, value);
      i++;
    }
  } catch (error) {
    throw within(error, `[${i}]`);
  }
  // A getter inside an element can change the array, and the count is already written.
  if (i !== count) throw new EncodeError("an array of constant length", "one that changed while it was encoded");
}

function decodeElements<T>(reader: Reader, element: Schema<T>, count: number): T[] {
  const values = new Array<T>(count);
  let i = 0;
  try {
    for (; i < count; i++) values[i] = element.decode(reader);
  } catch (error) {
    throw within(error, `[${i}]`);
  }
  return values;
}
