import { setImmediate as nextTurn } from "node:timers/promises";
import type { Connection } from "../../../runtime/driver/connection.ts";
import { channel, RoamError, type Rx } from "../../../runtime/index.ts";
import { Call } from "../../../runtime/service/call.ts";
import { ChannelSchema } from "../../../runtime/wire/index.ts";
import { type Command, isOutput } from "./command.ts";
import type { Result } from "./model.ts";

/** What came of a call: its result, and what was read of each stream. */
export interface Actual {
  readonly result: Result;
  readonly streams: readonly (readonly unknown[] | null)[];
}

const CALLER_GAVE_UP = "given up";

/** Makes the call on a live connection, as its manner says. */
export async function perform(connection: Connection, command: Command, timeoutMs: number): Promise<Actual> {
  const { method, args, manner, after } = command;
  const reading: (Promise<unknown[]> | null)[] = [];
  const sending: (() => Promise<void>)[] = [];
  const given = method.args.elements.map((schema, index) => {
    const value = args[index];
    reading.push(null);
    if (!(schema instanceof ChannelSchema)) return value;
    const [tx, rx] = channel(schema.element);
    if (isOutput(method, index)) {
      reading[index] = Promise.resolve().then(() => read(rx, manner === "left" ? after : Number.POSITIVE_INFINITY));
      return tx;
    }
    sending.push(async () => {
      // The handler may want no more of it: that is its right.
      await tx.sendAll(Array.isArray(value) ? value : []).catch(() => {});
      await tx.close().catch(() => {});
    });
    return rx;
  });
  const call = Call.start(connection, method, given, { timeoutMs });
  const settled = call.then((value): Result => ({ kind: "value", value }), failed);
  const sent = sending.map((send) => send());
  if (manner === "cancelled") {
    if (after % 2 === 1) await nextTurn();
    call.cancel();
  }
  const result = await settled;
  if (result.kind === "failed") return { result, streams: reading.map(() => null) };
  await Promise.all(sent);
  return { result, streams: await Promise.all(reading.map((stream) => within(stream, timeoutMs))) };
}

async function read(rx: Rx<unknown>, most: number): Promise<unknown[]> {
  const items: unknown[] = [];
  if (most === 0) await rx.return();
  else {
    for await (const item of rx) {
      items.push(item);
      if (items.length >= most) break;
    }
  }
  return items;
}

/** A stream that never ends must not hold the test: `null` for what has not ended in time. */
async function within(stream: Promise<unknown[]> | null, ms: number): Promise<unknown[] | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, ms, null);
  });
  const items = await Promise.race([stream?.catch(() => null) ?? null, late]);
  clearTimeout(timer);
  return items;
}

function failed(error: unknown): Result {
  if (!(error instanceof RoamError)) throw error;
  return { kind: "failed", why: error.code === "cancelled" ? CALLER_GAVE_UP : error.message };
}

export const wasGivenUp = (result: Result) => result.kind === "failed" && result.why === CALLER_GAVE_UP;
