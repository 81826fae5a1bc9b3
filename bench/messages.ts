import type { Measurement } from "./scenarios.ts";

/** What the bench tells a process it started. */
export interface RunOrder {
  readonly scenario: string;
  readonly seconds: number;
}

/** What such a process tells the bench. */
export type Report =
  | { readonly kind: "ready"; readonly address: string }
  | { readonly kind: "measured"; readonly measurement: Measurement }
  | { readonly kind: "failed"; readonly message: string };
