import { SchemaError } from "../errors.ts";
import { U32_MAX } from "../limits.ts";
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";
import type { FoundChannel } from "./collect.ts";
import { refuseChannels } from "./reach.ts";
import { type AnySchema, Schema } from "./schema.ts";
import { RX, type Signature, TX } from "./signature.ts";

/** "tx": the holder (in arguments, the handler) sends. "rx": the holder receives. */
export type ChannelDirection = "tx" | "rx";

/** Items that may be sent before the first grant, if the type does not say otherwise. */
export const DEFAULT_INITIAL_CREDIT = 16;

/**
 * `Tx<T, N>` or `Rx<T, N>`: no bytes in a payload (`rpc.channel.payload-encoding`). The handles live in other layers:
 * `Handle` is their type there, and the `channel` hooks of Writer and Reader take and give them.
 */
export class ChannelSchema<
  Item = unknown,
  D extends ChannelDirection = ChannelDirection,
  Handle = unknown,
> extends Schema<Handle> {
  readonly kind = "channel";
  readonly direction: D;
  readonly element: Schema<Item>;
  /** In items, 0 to 2^32 - 1. */
  readonly initialCredit: number;

  constructor(direction: D, element: Schema<Item>, initialCredit: number) {
    super();
    refuseChannels(this.kind, element);
    if (!Number.isInteger(initialCredit) || initialCredit < 0 || initialCredit > U32_MAX) {
      throw new SchemaError("the initial credit of a channel must be an integer from 0 to 2^32 - 1");
    }
    this.direction = direction;
    this.element = element;
    this.initialCredit = initialCredit;
  }

  override children(): readonly AnySchema[] {
    return [this.element];
  }

  override sign(signature: Signature): void {
    signature.holder(this.direction === "tx" ? TX : RX, this.element);
  }

  override get head(): string {
    return `${this.direction} ${this.initialCredit}`;
  }

  override collect(found: FoundChannel[], value: unknown): void {
    found.push({ schema: this, value });
  }

  leastSize(): number {
    return 0;
  }

  encode(writer: Writer, value: Handle): void {
    writer.channel?.(this, value);
  }

  decode(reader: Reader): Handle {
    if (reader.channel === undefined) throw reader.error("nowhere a channel", "one (rpc.channel.placement)");
    // The hook's owner chose Handle when it defined this schema; the wire knows nothing of handles.
    return reader.channel(this) as Handle;
  }
}
