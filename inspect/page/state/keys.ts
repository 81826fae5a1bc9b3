import { follow, pause, resume, select, show } from "./actions.ts";
import * as app from "./app.ts";
import { openRecording } from "./sources.ts";

/** The field that `/` goes to. */
export const FILTER_ID = "filter";

/** Keys that work wherever nothing is being written. */
export function startKeys(): void {
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isWriting(event.target)) return;
    const view = app.VIEWS[Number(event.key) - 1];
    if (view !== undefined) show(view);
    else if (event.key === "/") {
      event.preventDefault();
      document.getElementById(FILTER_ID)?.focus();
    } else if (event.key === "p") app.isHeld.value ? resume() : pause();
    else if (event.key === "f") follow(app.followed.value === null ? app.selected.value : null);
    else if (event.key === "Escape") select(null);
  });
}

/** A recording may be dropped anywhere. */
export function startDrop(): void {
  addEventListener("dragover", (event) => {
    event.preventDefault();
    document.body.classList.add("is-dropping");
  });
  addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) document.body.classList.remove("is-dropping");
  });
  addEventListener("drop", (event) => {
    event.preventDefault();
    document.body.classList.remove("is-dropping");
    const file = event.dataTransfer?.files[0];
    if (file !== undefined) openRecording(file);
  });
}

function isWriting(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement && target.type !== "range" && target.type !== "file";
}
