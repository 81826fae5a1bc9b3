import { type Call, type Client, connect, defineService, type Handlers, t } from "roam-xstate";
import { type ChartName, session, tables } from "roam-xstate/machines";
import { createActor } from "xstate";

// Compiled, never run: the declarations hold what the definition says.

const Clock = defineService("Clock", {
  now: t.method([], t.u64),
  shift: t.method([t.option(t.i64)], t.struct({ before: t.u64, after: t.u64 })),
});
type Clock = typeof Clock.types;

export async function types(): Promise<void> {
  const clock: Client<Clock> = await connect("tcp://127.0.0.1:9000", Clock);
  const now: Call<bigint> = clock.now();
  const { before, after } = await clock.shift(null, { signal: AbortSignal.timeout(500) });
  const sum: bigint = (await now) + before + after;
  console.log(sum);
  await clock.close();

  // @ts-expect-error -- an i64 is a bigint
  clock.shift(1);
  // @ts-expect-error -- there is no such method
  clock.later();
}

export const handlers: Handlers<Clock> = {
  now: () => 0n,
  shift: (by, context) => ({ before: context.signal.aborted ? 1n : 0n, after: by ?? 0n }),
};

export const names: ChartName[] = ["session", "outgoingRequest"];
export const states: string[] = [...tables.session.chart.states.keys()];
export const actor = createActor(session, {
  input: { profile: "strict", settings: { parity: "odd", maxConcurrentRequests: 1 } },
});
