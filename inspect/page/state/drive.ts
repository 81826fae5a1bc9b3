import { batch, effect, signal } from "@preact/signals";
import type { Answer, Asked, Offer, Verdict } from "../../drive/messages.ts";
import * as app from "./app.ts";

// What the process that is looked into lets the page do: nothing, unless it says otherwise. It is asked again whenever
// the selected life is another, or in another state; only its own answer is shown.

/** The process said that it may be acted upon. */
export const isDriven = signal(false);
/** The latest word on what may be done with a life. */
export const offer = signal<Offer | null>(null);
/** What became of the latest act. */
export const verdict = signal<Verdict | null>(null);

let speak: (text: string) => void = () => {};
/** Life and state that were asked about last. */
let asked = "";

export function speakOn(say: (text: string) => void): void {
  hangUp();
  speak = say;
}

export function hangUp(): void {
  speak = () => {};
  asked = "";
  batch(() => {
    isDriven.value = false;
    offer.value = null;
    verdict.value = null;
  });
}

export function answered(answer: Answer): void {
  if (answer.type === "driven") isDriven.value = true;
  else if (answer.type === "offer") offer.value = answer;
  else {
    verdict.value = answer;
    // What may be done has changed, though perhaps not the state.
    asked = "";
    ask();
  }
}

export function act(name: string, life: string): void {
  tell({ do: name, life });
}

export function startDrive(): void {
  effect(() => {
    app.tick.value;
    app.selected.value;
    ask();
  });
}

function ask(): void {
  if (!isDriven.value || app.isHeld.value) return;
  const life = app.selectedLife();
  const key = life === null || life.ended !== null ? "" : `${life.state} ${life.name}`;
  if (key === asked) return;
  asked = key;
  if (life !== null && key !== "") tell({ ask: life.name });
}

function tell(message: Asked): void {
  speak(JSON.stringify(message));
}
