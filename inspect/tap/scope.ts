import type { Definitions } from "./definitions.ts";
import { EndedBudget } from "./ended.ts";
import { Lives } from "./lives.ts";
import type { Report } from "./report.ts";
import type { Side } from "./side.ts";

/** What a tap keeps of one session at most. */
export interface TapLimits {
  /** Connections, requests and channels followed at a time. */
  readonly followed: number;
  /** Ids of ended ones remembered. */
  readonly remembered: number;
  /** Violations named, and other troubles told. */
  readonly errors: number;
  /** Payloads that are no message: a session with more of them is followed no further. */
  readonly undecodable: number;
}

export const DEFAULT_TAP_LIMITS: TapLimits = Object.freeze({
  followed: 10_000,
  remembered: 20_000,
  errors: 1_000,
  undecodable: 1_000,
});

/** What the parts of one session share. */
export class Scope {
  readonly lives: Lives;
  readonly definitions: Definitions;
  readonly ended: EndedBudget;
  readonly #report: Report;
  readonly #limits: TapLimits;
  #followed = 0;
  /** Channels of which something came before the Call that announces them. */
  early = 0;
  /** Something was not followed: nothing can be said about ids that are not known. */
  isPartial = false;

  constructor(report: Report, number: number, definitions: Definitions, limits: TapLimits) {
    this.lives = new Lives(report, number);
    this.definitions = definitions;
    this.ended = new EndedBudget(limits.remembered);
    this.#report = report;
    this.#limits = limits;
  }

  /** Whether one more can be followed. */
  follow(side: Side): boolean {
    if (this.#followed < this.#limits.followed) {
      this.#followed++;
      return true;
    }
    if (!this.isPartial) {
      this.#report.trouble(side, `more than ${this.#limits.followed} lives at a time: further ones are not followed`);
    }
    this.isPartial = true;
    return false;
  }

  leave(): void {
    this.#followed--;
  }
}
