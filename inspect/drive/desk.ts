import type { Feed } from "../feed.ts";
import { type Act, actsOf, whyNone } from "./acts.ts";
import { type Answer, askedIn, type Offer, type Verdict } from "./messages.ts";

/** The answer to what a page says: what it may do with a life, or what became of an act. Never throws. */
export function answerTo(feed: Feed, isDriven: boolean, text: string): Answer {
  const asked = askedIn(text);
  if (asked === null) return refused(null, null, "this is nothing that an inspector is asked");
  const [name, act] = "ask" in asked ? [asked.ask, null] : [asked.life, asked.do];
  if (!isDriven) return refused(name, act, "this inspector only shows: whoever opens it with `drive: true` may act");
  return act === null ? offerOf(feed, name) : perform(feed, name, act);
}

function offerOf(feed: Feed, name: string): Offer {
  const life = feed.find(name);
  if (life === undefined) return { type: "offer", life: name, acts: [], reason: whyAbsent(feed, name) };
  const acts = actsOf(life).map(({ perform: _, ...offered }) => offered);
  return { type: "offer", life: name, acts, reason: acts.length === 0 ? whyNone(life) : null };
}

function perform(feed: Feed, name: string, actName: string): Verdict {
  const life = feed.find(name);
  if (life === undefined) return refused(name, actName, whyAbsent(feed, name));
  const acts = actsOf(life);
  const act = acts.find((one) => one.name === actName);
  if (act === undefined) return refused(name, actName, acts.length === 0 ? whyNone(life) : whyUnknown(acts));
  if (act.reason !== null) return refused(name, actName, act.reason);
  const before = life.snapshot.value;
  try {
    act.perform();
  } catch (error) {
    return refused(name, actName, `it failed: ${error instanceof Error ? error.name : "unknown"}`);
  }
  const after = life.snapshot.value;
  const text = after === before ? `${after} until what waits has been sent` : `${before} → ${after}`;
  return { type: "done", life: name, act: actName, text };
}

function whyUnknown(acts: readonly Act[]): string {
  return `what it can do is ${acts.map(({ name }) => name).join(", ")}`;
}

function whyAbsent(feed: Feed, name: string): string {
  if (name.includes("/xstate/")) return "a machine of your own takes its events from your program alone";
  if (feed.isToldOf(name)) return "its peer is elsewhere: whoever follows it from outside can only look";
  return "no such life is alive here";
}

function refused(life: string | null, act: string | null, text: string): Verdict {
  return { type: "refused", life, act, text };
}
