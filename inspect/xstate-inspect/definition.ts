import { type ChartName, tables } from "../../machines/tables.ts";

/** One way out of a state, as XState 4 writes it. */
interface OldTransition {
  readonly target?: string;
  readonly cond?: string;
  readonly actions: readonly string[];
}

interface OldState {
  readonly description?: string;
  readonly type?: "final";
  readonly tags?: readonly string[];
  readonly on?: Readonly<Record<string, readonly OldTransition[]>>;
}

/** A machine of XState 4, with guards and actions by name only. */
export interface OldMachine {
  readonly id: string;
  readonly initial: string;
  readonly states: Readonly<Record<string, OldState>>;
}

const machines = new Map<ChartName, OldMachine>();

/** A chart as XState 4 would have it written. */
export function oldMachineOf(name: ChartName): OldMachine {
  const known = machines.get(name);
  if (known !== undefined) return known;
  const { chart } = tables[name];
  const states: Record<string, OldState> = {};
  for (const [state, { description, final, tags }] of chart.states) {
    const on: Record<string, OldTransition[]> = {};
    for (const row of chart.rows) {
      if (row.state !== state) continue;
      const transitions = on[row.event] ?? [];
      on[row.event] = transitions;
      transitions.push({
        ...(row.target === null ? {} : { target: `#${chart.id}.${row.target}` }),
        ...(row.guard === null ? {} : { cond: row.guard.name }),
        actions: row.effects.map((effect) => effect.name),
      });
    }
    states[state] = { description, tags: [...tags], ...(final ? { type: "final" } : {}), on };
  }
  const made = { id: chart.id, initial: chart.initial, states };
  machines.set(name, made);
  return made;
}

/** What is known of a machine of which only a state is. */
export function unknownMachine(id: string, state: string): OldMachine {
  return { id, initial: state, states: { [state]: {} } };
}
