import { batch } from "@preact/signals";
import * as app from "./app.ts";

export function select(name: string | null): void {
  batch(() => {
    app.selected.value = name;
    app.frameSeq.value = null;
  });
}

export function show(view: app.View): void {
  app.view.value = view;
}

export function showLife(name: string, view: app.View): void {
  batch(() => {
    select(name);
    show(view);
  });
}

export function selectFrame(seq: number, life: string | null): void {
  batch(() => {
    if (life !== null) app.selected.value = life;
    app.frameSeq.value = seq;
  });
}

export function follow(name: string | null): void {
  batch(() => {
    app.followed.value = name;
    if (name !== null) show("ladder");
  });
}

export function setFolded(name: string, isFolded: boolean): void {
  const next = new Set(app.closed.value);
  if (isFolded) next.add(name);
  else next.delete(name);
  app.closed.value = next;
}

export function pause(): void {
  app.timeline.hold();
  app.isHeld.value = true;
}

export function resume(): void {
  app.timeline.seek(null);
  app.isHeld.value = false;
}

/** Shows the moment before the record at `position`. */
export function scrub(position: number): void {
  app.timeline.seek(position);
  app.isHeld.value = true;
}

export function clear(): void {
  batch(() => {
    app.timeline.clear();
    app.isHeld.value = false;
    app.frameSeq.value = null;
    app.strange.value = 0;
    app.look();
  });
}
