import { Pair } from "../driver/pair.ts";
import { Rx } from "../driver/rx.ts";
import { Tx } from "../driver/tx.ts";
import type { Schema } from "../wire/index.ts";

/**
 * Makes a channel: give one end to a call, keep the other. The end you keep works from the call on
 * (`rpc.channel.pair`).
 *
 * @example
 * const [tx, rx] = channel(t.i32);
 * const total = calculator.sum(rx);
 * for (const n of [1, 2, 3]) await tx.send(n);
 * await tx.close();
 * console.log(await total);
 */
export function channel<T>(_element: Schema<T>): [tx: Tx<T>, rx: Rx<T>] {
  const pair = new Pair<T>();
  return [new Tx(pair), new Rx(pair)];
}
