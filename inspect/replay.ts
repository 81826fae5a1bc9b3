import type { FeedRecord } from "./records.ts";
import { type Difference, ReplayedLife } from "./replay/replayed-life.ts";

export { NotARecording, parseRecording } from "./replay/lines.ts";

/** How a replay went, as far as it went. */
export interface Replay {
  /** Events given to charts. */
  readonly events: number;
  readonly lives: number;
  /** Where a recorded state and the chart's differ: replay stopped there. */
  readonly difference: (Difference & { readonly record: FeedRecord; readonly text: string }) | null;
  /** The gap that replay stopped at, since nobody knows what happened in it. */
  readonly gap: { readonly seq: number; readonly dropped: number } | null;
  /** State of each life, also of those that ended. A name that served two lives tells of the last. */
  readonly states: ReadonlyMap<string, string>;
}

/**
 * Drives the recorded events through the same charts again, and compares each state. Stops at the first difference and
 * at the first gap.
 *
 * @example
 * const { records } = parseRecording(await readFile("run.jsonl", "utf8"));
 * const { difference, gap } = replay(records);
 */
export function replay(records: Iterable<FeedRecord>): Replay {
  const lives = new Map<string, ReplayedLife>();
  const states = new Map<string, string>();
  let events = 0;
  let begun = 0;
  const result = (how: Partial<Pick<Replay, "difference" | "gap">>): Replay => {
    for (const [name, life] of lives) states.set(name, life.state);
    return { events, lives: begun, states, difference: null, gap: null, ...how };
  };
  for (const record of records) {
    if (record.type === "gap") return result({ gap: { seq: record.seq, dropped: record.dropped } });
    if (record.type === "actor") {
      const life = begin(record);
      if (life === null) continue;
      begun++;
      lives.set(record.life, life);
      if (life.state === record.state) continue;
      return result({ difference: told(record, { recorded: record.state, replayed: life.state }) });
    }
    if (record.type !== "transition" && record.type !== "end") continue;
    const life = lives.get(record.life);
    // Somebody's own actor, or nothing that the recording has begun.
    if (life === undefined) {
      if (record.life.split("/")[1] === "xstate") continue;
      return result({ difference: told(record, { recorded: "alive", replayed: "never begun" }) });
    }
    if (record.type === "transition") events++;
    const difference = attempt(() => (record.type === "transition" ? life.step(record) : life.end(record)));
    if (difference !== undefined) return result({ difference: told(record, difference) });
    if (record.type === "transition") continue;
    states.set(record.life, life.state);
    lives.delete(record.life);
  }
  return result({});
}

type Acting = Extract<FeedRecord, { type: "actor" | "transition" | "end" }>;

function begin(record: Extract<FeedRecord, { type: "actor" }>): ReplayedLife | null {
  try {
    return ReplayedLife.of(record);
  } catch {
    // An input that the chart cannot begin with: nothing that we wrote.
    return null;
  }
}

/** A chart never throws at what we recorded; what somebody else wrote may lack anything. */
function attempt(step: () => Difference | undefined): Difference | undefined {
  try {
    return step();
  } catch {
    return { recorded: "an event of this chart", replayed: "an event that it cannot read" };
  }
}

function told(record: Acting, difference: Difference): NonNullable<Replay["difference"]> {
  const what =
    record.type === "transition" ? `${record.event.type} in ${record.from}` : record.type === "end" ? "end" : "begin";
  const text = `record ${record.seq}, ${record.life}, ${what}: recorded ${difference.recorded}, the chart says ${difference.replayed}`;
  return { ...difference, record, text };
}
