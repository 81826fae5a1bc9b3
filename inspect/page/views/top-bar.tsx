import { countText } from "../format.ts";
import { clear, pause, resume, show } from "../state/actions.ts";
import * as app from "../state/app.ts";
import { isDriven } from "../state/drive.ts";
import { joinFeed, openRecording } from "../state/sources.ts";
import { warnings } from "../state/warnings.ts";
import { FilterBox } from "./filter-box.tsx";

const NAMES: Readonly<Record<app.View, string>> = {
  tree: "Tree",
  chart: "Statechart",
  ladder: "Ladder",
  lanes: "Swimlanes",
  warnings: "Warnings",
};

export function TopBar() {
  return (
    <header class="top">
      <div class="line">
        <h1>
          <svg class="mark" viewBox="0 0 20 20" aria-hidden="true">
            <path d="M4 5h6a4 4 0 0 1 0 8H6" />
            <circle cx="4" cy="5" r="2" />
            <circle cx="5" cy="13" r="2" />
            <path d="M11 13l4 4" />
          </svg>
          roam inspector
        </h1>
        <SourceChip />
        <Counts />
        <span class="spring" />
        <Buttons />
      </div>
      <div class="line">
        <nav class="tabs" aria-label="Views">
          {app.VIEWS.map((view, n) => (
            <button
              key={view}
              type="button"
              aria-current={app.view.value === view ? "page" : undefined}
              onClick={() => show(view)}
            >
              <kbd>{n + 1}</kbd>
              {NAMES[view]}
              {view === "warnings" && <WarningCount />}
            </button>
          ))}
        </nav>
        <FilterBox />
      </div>
    </header>
  );
}

function WarningCount() {
  const { list, more } = warnings.value;
  if (list.length === 0) return null;
  const isSevere = list.some((warning) => warning.isSevere);
  return <span class={isSevere ? "tally is-severe" : "tally"}>{countText(list.length + more)}</span>;
}

function SourceChip() {
  const { kind, name, problem } = app.source.value;
  const { value: header } = app.header;
  const words = { none: "nothing open", opening: "opening", live: "live", file: "recording", over: "ended" }[kind];
  return (
    <span class={`source is-${kind}`}>
      <i />
      <b>{words}</b>
      {name !== "" && <span>{name}</span>}
      {header !== null && (
        <span class="faint">
          {app.peersHeard().join(" ⇄ ")} · {header.software}
          {header.redacted && " · redacted"}
          {isDriven.value && " · drive"}
        </span>
      )}
      {problem !== null && <span class="problem">{problem}</span>}
      {kind === "over" && location.search !== "" && (
        <button type="button" class="link" onClick={joinFeed}>
          join again
        </button>
      )}
    </span>
  );
}

function Counts() {
  app.tick.value;
  const { world, ring } = app.timeline;
  const strange = app.strange.value;
  return (
    <span class="counts">
      <span>
        <b>{countText(world.alive)}</b> alive
      </span>
      <span>
        <b>{countText(ring.end - ring.start)}</b> records
      </span>
      {app.source.value.kind === "live" && (
        <span>
          <b>{countText(app.rate.value)}</b>/s
        </span>
      )}
      {ring.start > 0 && (
        <span
          class="note"
          title="The page keeps so many records, and lets go of the oldest. What they told is still in the tree."
        >
          {countText(ring.start)} older let go
        </span>
      )}
      {world.letGo > 0 && <span class="note">{countText(world.letGo)} ended lives let go</span>}
      {world.dropped > 0 && <span class="note is-bad">{countText(world.dropped)} dropped by the feed</span>}
      {strange > 0 && <span class="note is-bad">{countText(strange)} unreadable</span>}
    </span>
  );
}

function Buttons() {
  const open = ({ currentTarget }: { currentTarget: HTMLInputElement }): void => {
    const file = currentTarget.files?.[0];
    if (file !== undefined) openRecording(file);
    currentTarget.value = "";
  };
  const isHeld = app.isHeld.value;
  return (
    <span class="buttons">
      <button type="button" class={isHeld ? "primary" : ""} onClick={isHeld ? resume : pause} title="p">
        {isHeld ? "Resume" : "Pause"}
      </button>
      <button type="button" onClick={clear}>
        Clear
      </button>
      <label class="button">
        Open…
        <input type="file" accept=".jsonl,.ndjson,.json" aria-label="Open a recording" onChange={open} />
      </label>
    </span>
  );
}
