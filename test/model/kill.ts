import { type ChartName, tables } from "../../machines/tables.ts";
import { type Mutant, mutantsOf } from "../machines/mutants.ts";
import { equivalents } from "./equivalents.ts";
import { explore } from "./explore.ts";
import { hunters } from "./hunters.ts";
import type { Plan } from "./plan.ts";

/** The faults that an exploration must find, of those that a row can have. */
const KINDS = [/: dropped$/, /: to \w+$/, /: without \w+$/, /: guard inverted$/];

/** No hunter is as large. */
const BOUNDS = { states: 100_000 };

export interface Verdict {
  readonly mutant: string;
  /** The plan that finds it; `null` for a mutant that lives. */
  readonly killedBy: string | null;
  /** Why it does the same as the chart. */
  readonly equivalence: string | null;
}

const CHARTS: readonly ChartName[] = [
  ...(["session", "keepalive", "connection"] as const),
  ...(["outgoingRequest", "incomingRequest", "outgoingChannel", "incomingChannel"] as const),
];

/** A plan, with what its world asks of the charts and how long it takes to explore. */
interface Hunter {
  readonly plan: Plan;
  readonly asked: ReadonlySet<string>;
  readonly transitions: number;
}

/** Explores with every mutant of every chart, until a plan finds it. */
export class Hunt {
  readonly charts = CHARTS;
  readonly #hunters: readonly Hunter[];

  /** @throws when a plan finds a fault in the charts as they are */
  constructor(plans: readonly Plan[] = hunters) {
    const known = plans.map((plan) => {
      const { asked, transitions, isComplete, counterexample } = explore(plan, tables, BOUNDS);
      if (!isComplete) throw new Error(`${plan.name}: ${counterexample?.detail ?? "too large"}`);
      return { plan, asked, transitions };
    });
    this.#hunters = known.sort((one, other) => one.transitions - other.transitions);
  }

  *verdictsOf(chart: ChartName): Generator<Verdict> {
    for (const mutant of mutantsOf(tables[chart].chart)) {
      if (!KINDS.some((kind) => kind.test(mutant.name))) continue;
      yield {
        mutant: mutant.name,
        killedBy: this.#killerOf(chart, mutant),
        equivalence: equivalents.find(({ of }) => of.test(mutant.name))?.why ?? null,
      };
    }
  }

  /** Worlds that never ask for the faulty row are the same with it; of the others, the cheapest goes first. */
  #killerOf(chart: ChartName, { name, table }: Mutant): string | null {
    const pair = /^\w+: \w+ [\w.]+/.exec(name)?.[0] ?? "";
    for (const { plan, asked } of this.#hunters) {
      if (!asked.has(pair)) continue;
      const { counterexample } = explore(plan, { ...tables, [chart]: table }, BOUNDS);
      if (counterexample !== null) return plan.name;
    }
    return null;
  }
}
