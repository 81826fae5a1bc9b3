import type { Rx, ServeOptions, Tx } from "../../../runtime/index.ts";
import { connectionOf } from "../../../runtime/service/client.ts";
import type { Request } from "../../../runtime/wire/index.ts";
import * as rules from "../../rules/peers.ts";
import { Shapes } from "../fixture.ts";
import { idle } from "./idle-handlers.ts";

/** Our caller with the channels of its connection, and a counterpart written by hand. */
export async function caller(options: Parameters<typeof rules.caller>[1] = {}) {
  const { client, peer } = await rules.caller(Shapes, options);
  return { client, peer, channels: connectionOf(client).channels };
}

/** Our callee whose `sum` handler hands its Rx to the test, and whose `generate` handler its Tx. */
export async function callee(options: ServeOptions = {}) {
  const held: { rx?: Rx<number>; tx?: Tx<number> } = {};
  const handlers = {
    ...idle,
    sum: async (rx: Rx<number>) => {
      held.rx = rx;
      return 0n;
    },
    generate: (_count: number, tx: Tx<number>) => {
      held.tx = tx;
    },
  };
  return { ...(await rules.callee(Shapes, handlers, options)), held };
}

/** The first Call of the counterpart. */
export function request(name: string, channels: readonly number[], args: readonly number[] = []): Request {
  return rules.call(Shapes, name, { channels, args });
}
