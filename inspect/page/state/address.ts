import { batch, effect } from "@preact/signals";
import { positionOf } from "../model/search.ts";
import { resume, scrub } from "./actions.ts";
import * as app from "./app.ts";
import { hashOf, placeOf } from "./hash.ts";

/** A moment that the address asks for, whose records have not come yet. */
let wanted: number | null = null;
let written = "";

/** Keeps the address and the page the same. */
export function startAddress(): void {
  read();
  addEventListener("hashchange", () => {
    if (location.hash !== written) read();
  });
  effect(() => {
    const at = momentShown();
    const hash = hashOf({
      view: app.view.value,
      selected: app.selected.value,
      filter: app.filterText.value,
      followed: app.followed.value,
      frame: app.frameSeq.value,
      at: wanted ?? at,
      span: app.span.value,
      folded: [...app.closed.value],
      thresholds: app.thresholds.value,
    });
    const next = hash === "#" ? "" : hash;
    if (next === written) return;
    written = next;
    history.replaceState(null, "", written === "" ? (location.href.split("#")[0] ?? "") : written);
  });
  effect(() => {
    app.tick.value;
    reachWanted();
  });
}

function read(): void {
  written = location.hash;
  const place = placeOf(location.hash);
  batch(() => {
    app.view.value = app.VIEWS.find((name) => name === place.view) ?? "tree";
    app.selected.value = place.selected;
    app.filterText.value = place.filter;
    app.followed.value = place.followed;
    app.frameSeq.value = place.frame;
    app.span.value = place.span;
    app.closed.value = new Set(place.folded);
    app.thresholds.value = place.thresholds;
  });
  wanted = place.at;
  if (wanted === null && app.isHeld.value) resume();
  reachWanted();
}

function reachWanted(): void {
  if (wanted === null) return;
  const { ring } = app.timeline;
  const last = ring.at(ring.end - 1);
  if (last === undefined || last.seq + 1 < wanted) return;
  const position = positionOf(ring, ({ seq }) => seq >= (wanted ?? 0));
  wanted = null;
  scrub(position);
}

/** Only a moment in the past is worth an address. */
function momentShown(): number | null {
  app.tick.value;
  if (!app.isHeld.value) return null;
  const { ring, target } = app.timeline;
  return target === null ? null : (ring.at(target)?.seq ?? (ring.at(target - 1)?.seq ?? 0) + 1);
}
