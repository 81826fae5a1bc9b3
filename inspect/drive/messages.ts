import type { LifeName } from "../records.ts";

// What page and process say to each other about acting, beside the feed. Each message of the page has one answer.

/** What a page says: what may be done with a life, or that it be done. */
export type Asked = { readonly ask: LifeName } | { readonly do: string; readonly life: LifeName };

/** One thing that a user of this life's peer could do with it. */
export interface OfferedAct {
  readonly name: string;
  readonly label: string;
  /** What follows from it. */
  readonly effect: string;
  /** It ends more than this one life: to be asked for twice. */
  readonly isGrave: boolean;
  /** Why it cannot be done now; `null` when it can. */
  readonly reason: string | null;
}

/** What may be done with a life in its present state; without acts, `reason` tells why there are none. */
export interface Offer {
  readonly type: "offer";
  readonly life: LifeName;
  readonly acts: readonly OfferedAct[];
  readonly reason: string | null;
}

/** What became of an act. */
export interface Verdict {
  readonly type: "done" | "refused";
  readonly life: LifeName | null;
  readonly act: string | null;
  readonly text: string;
}

/** Said once, to a page that may act. */
export interface Driven {
  readonly type: "driven";
}

export type Answer = Driven | Offer | Verdict;

/** What a page said; `null` for anything else. */
export function askedIn(text: string): Asked | null {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof message !== "object" || message === null) return null;
  const ask: unknown = Reflect.get(message, "ask");
  if (typeof ask === "string") return { ask };
  const act: unknown = Reflect.get(message, "do");
  const life: unknown = Reflect.get(message, "life");
  return typeof act === "string" && typeof life === "string" ? { do: act, life } : null;
}
