import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";
import type { FoundChannel } from "./collect.ts";
import { leastSizeOf, validate } from "./reach.ts";
import type { Signature } from "./signature.ts";

/** What a schema describes; `u8` and so on are the scalars of PROTOCOL.md 2.1. */
export type SchemaKind = ScalarKind | "bytes" | "byteSlice" | "unit" | CompositeKind | "lazy" | "channel";
export type ScalarKind = IntegerKind | "bool" | "f32" | "f64" | "char" | "string";
export type IntegerKind = SmallIntegerKind | WideIntegerKind;
export type SmallIntegerKind = "u8" | "u16" | "u32" | "i8" | "i16" | "i32";
export type WideIntegerKind = "u64" | "u128" | "usize" | "i64" | "i128" | "isize";
export type CompositeKind = SequenceKind | "option" | "maybe" | "result" | "map" | "set" | "tuple" | "struct" | "enum";
export type SequenceKind = "list" | "slice" | "array";

/** The JavaScript value that a schema stands for. */
export type Infer<S> = S extends Schema<infer T> ? T : never;

/** A schema of whatever value. */
export type AnySchema = Schema<unknown>;

/**
 * A type of the wire and its codec. To walk one, test with `instanceof` (`StructSchema`, `ListSchema`, ...) and read the
 * public parts, or use `children()`.
 */
export abstract class Schema<T> {
  abstract readonly kind: SchemaKind;
  private knownMinSize: number | undefined = undefined;
  private knownHasChannels: boolean | undefined = undefined;

  /** Appends `value`. Throws `EncodeError` if it does not fit. */
  abstract encode(writer: Writer, value: T): void;

  /** Takes one value. Throws `DecodeError`. */
  abstract decode(reader: Reader): T;

  /** Size in bytes of the smallest value, told the smallest sizes of the children. */
  abstract leastSize(of: (child: AnySchema) => number): number;

  /** The schemas this one is made of, in declaration order. */
  children(): readonly AnySchema[] {
    return NO_CHILDREN;
  }

  /** Writes the type as it enters method ids (`rpc.method-id.algorithm`). */
  sign(signature: Signature): void {
    signature.leaf(this.kind);
  }

  /** The schema that this one stands for: itself, unless it is lazy. */
  get meant(): AnySchema {
    return this;
  }

  /** All that makes the Rust type beside its parts; the same for spellings that differ in the JavaScript value. */
  get head(): string {
    return this.kind;
  }

  /** The parts of the Rust type. */
  parts(): readonly AnySchema[] {
    return this.children();
  }

  /** Adds the channels inside `value` to `found`; called only where there can be any. Collections have none. */
  collect(_found: FoundChannel[], _value: unknown, _depth: number): void {}

  /** Size in bytes of the smallest value. `Infinity` if the type has no finite value. */
  get minSize(): number {
    this.knownMinSize ??= leastSizeOf(this);
    return this.knownMinSize;
  }

  /** Whether a channel can occur anywhere inside. */
  get hasChannels(): boolean {
    this.knownHasChannels ??= validate(this).some((schema) => schema.kind === "channel");
    return this.knownHasChannels;
  }
}

const NO_CHILDREN: readonly AnySchema[] = Object.freeze([]);
