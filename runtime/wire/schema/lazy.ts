import { SchemaError } from "../errors.ts";
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";
import { collectInto, type FoundChannel } from "./collect.ts";
import { type AnySchema, Schema } from "./schema.ts";
import type { Signature } from "./signature.ts";

/** Stands for a schema that is not defined yet: how recursive types are written. Adds nothing on the wire. */
export class LazySchema<T> extends Schema<T> {
  readonly kind = "lazy";
  private readonly resolve: () => Schema<T>;
  private resolved: Schema<T> | undefined = undefined;

  constructor(resolve: () => Schema<T>) {
    super();
    this.resolve = resolve;
  }

  /** The schema meant; never itself lazy. */
  get target(): Schema<T> {
    if (this.resolved !== undefined) return this.resolved;
    let target = this.resolve();
    for (const seen = new Set<Schema<T>>([this]); target instanceof LazySchema; target = target.resolve()) {
      if (seen.has(target)) throw new SchemaError("a lazy schema leads only to itself");
      seen.add(target);
    }
    if (!(target instanceof Schema)) throw new SchemaError("a lazy schema leads to something that is not a schema");
    this.resolved = target;
    return target;
  }

  override children(): readonly AnySchema[] {
    return [this.target];
  }

  override sign(signature: Signature): void {
    this.target.sign(signature);
  }

  override get meant(): AnySchema {
    return this.target;
  }

  override collect(found: FoundChannel[], value: unknown, depth: number): void {
    collectInto(found, this.target, value, depth);
  }

  leastSize(of: (child: AnySchema) => number): number {
    return of(this.target);
  }

  encode(writer: Writer, value: T): void {
    this.target.encode(writer, value);
  }

  decode(reader: Reader): T {
    return this.target.decode(reader);
  }
}
