import { describe, EncodeError, within } from "../errors.ts";
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";
import { refuseChannels } from "./reach.ts";
import { type AnySchema, Schema } from "./schema.ts";
import { MAP, SET, type Signature } from "./signature.ts";

/** Entry count, then key, value, key, value. Of two equal keys the later one stays. */
export class MapSchema<K, V> extends Schema<Map<K, V>> {
  readonly kind = "map";
  readonly key: Schema<K>;
  readonly value: Schema<V>;
  private entrySize = -1;

  constructor(key: Schema<K>, value: Schema<V>) {
    super();
    refuseChannels(this.kind, key);
    refuseChannels(this.kind, value);
    this.key = key;
    this.value = value;
  }

  override children(): readonly AnySchema[] {
    return [this.key, this.value];
  }

  override sign(signature: Signature): void {
    signature.holder(MAP, this.key, this.value);
  }

  leastSize(): number {
    return 1;
  }

  encode(writer: Writer, value: Map<K, V>): void {
    if (!(value instanceof Map)) throw new EncodeError("a Map", describe(value));
    const count = value.size;
    writer.enter();
    writer.count(count);
    let i = 0;
    let part = "key";
    try {
      for (const [key, item] of value) {
        part = "key";
        this.key.encode(writer, key);
        part = "value";
        this.value.encode(writer, item);
        if (++i > count) break;
      }
    } catch (error) {
      throw within(error, `[${i}].${part}`);
    }
    if (i !== count) throw new EncodeError("a Map of constant size", "one that changed while it was encoded");
    writer.leave();
  }

  decode(reader: Reader): Map<K, V> {
    if (this.entrySize < 0) this.entrySize = this.key.minSize + this.value.minSize;
    reader.enter();
    const count = reader.count(this.entrySize, "a map");
    const map = new Map<K, V>();
    let i = 0;
    let part = "key";
    try {
      for (; i < count; i++) {
        part = "key";
        const key = this.key.decode(reader);
        part = "value";
        map.set(key, this.value.decode(reader));
      }
    } catch (error) {
      throw within(error, `[${i}].${part}`);
    }
    reader.leave();
    return map;
  }
}

/** Element count, elements. Equal elements become one. */
export class SetSchema<T> extends Schema<Set<T>> {
  readonly kind = "set";
  readonly element: Schema<T>;
  private elementSize = -1;

  constructor(element: Schema<T>) {
    super();
    refuseChannels(this.kind, element);
    this.element = element;
  }

  override children(): readonly AnySchema[] {
    return [this.element];
  }

  override sign(signature: Signature): void {
    signature.holder(SET, this.element);
  }

  leastSize(): number {
    return 1;
  }

  encode(writer: Writer, value: Set<T>): void {
    if (!(value instanceof Set)) throw new EncodeError("a Set", describe(value));
    const count = value.size;
    writer.enter();
    writer.count(count);
    let i = 0;
    try {
      for (const item of value) {
        this.element.encode(writer, item);
        if (++i > count) break;
      }
    } catch (error) {
      throw within(error, `[${i}]`);
    }
    if (i !== count) throw new EncodeError("a Set of constant size", "one that changed while it was encoded");
    writer.leave();
  }

  decode(reader: Reader): Set<T> {
    if (this.elementSize < 0) this.elementSize = this.element.minSize;
    reader.enter();
    const count = reader.count(this.elementSize, "a set");
    const set = new Set<T>();
    let i = 0;
    try {
      for (; i < count; i++) set.add(this.element.decode(reader));
    } catch (error) {
      throw within(error, `[${i}]`);
    }
    reader.leave();
    return set;
  }
}
