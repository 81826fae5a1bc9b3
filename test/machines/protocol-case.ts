import type { ChartName } from "../../machines/tables.ts";

/** What PROTOCOL.md asks of one event, written down apart from the charts. */
export interface Case {
  readonly title: string;
  readonly chart: ChartName;
  /** Index of the alphabet's input: profiles and ids. */
  readonly input?: number;
  readonly path: readonly string[];
  readonly event: string;
  /** Next state and intents, or that it is a violation. */
  readonly then: string;
  readonly context?: object;
}

type Given = Pick<Case, "chart" | "path"> & { readonly input?: number };

/** A case told from a given place on. */
export const on = (given: Given, event: string, then: string, title: string, context?: object): Case => {
  return { ...given, event, then, title, ...(context && { context }) };
};
