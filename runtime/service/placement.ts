import type { Rx } from "../driver/rx.ts";
import type { Tx } from "../driver/tx.ts";

/** Whether a channel's handle is in a value of this type, down to a few levels; deeper ones are found at definition. */
type HoldsChannel<T, Levels extends readonly unknown[] = [1, 1, 1]> = T extends Rx<infer _> | Tx<infer _>
  ? true
  : T extends string | number | bigint | boolean | null | undefined | Uint8Array
    ? false
    : Levels extends readonly [unknown, ...infer Rest]
      ? true extends { [K in keyof T]: HoldsChannel<T[K], Rest> }[keyof T]
        ? true
        : false
      : false;

/** Turns a type that holds a channel into a message that the compiler shows (`rpc.channel.placement`). */
export type NoChannel<T, Message extends string> = true extends HoldsChannel<T> ? Message : unknown;

export type InCollection = "a channel cannot be inside a list, array, map or set (rpc.channel.no-collections)";
export type InResult = "a channel can only be an argument, never a result or an error (rpc.channel.placement)";
