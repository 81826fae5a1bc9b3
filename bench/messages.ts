import type { Measurement } from "./scenarios.ts";

/** What the bench tells a client it started. */
export interface RunOrder {
  readonly scenario: string;
  readonly seconds: number;
}

/** A client, in a process or in a page. */
export interface Runner {
  /** Runs one round of a scenario in it. */
  run(order: RunOrder): Promise<Measurement>;
}

/** What was started for the bench and ends with it. */
export interface Started {
  end(): Promise<void>;
}

/** What a process or a page that it started tells the bench. */
export type Report =
  | { readonly kind: "ready"; readonly address: string }
  | { readonly kind: "measured"; readonly measurement: Measurement }
  | { readonly kind: "failed"; readonly message: string };
