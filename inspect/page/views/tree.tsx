import { useEffect, useId, useRef } from "preact/hooks";
import { durationText, momentText } from "../format.ts";
import { FADE_MS, type TreeRow, treeRows } from "../model/rows.ts";
import { select, setFolded, show } from "../state/actions.ts";
import * as app from "../state/app.ts";
import { Credit, Empty, KindIcon, LifeName, StateChip } from "./parts.tsx";
import { useVirtual } from "./virtual.ts";

const ROW = 24;
/** Who is looked for changes slowly; what rows say, with each look. */
const SLOW = 250;

interface Cache {
  rows: readonly TreeRow[];
  at: number;
  inputs: readonly unknown[];
}

function useRows(): readonly TreeRow[] {
  const cache = useRef<Cache>({ rows: [], at: Number.NEGATIVE_INFINITY, inputs: [] });
  app.tick.value;
  const { world } = app.timeline;
  const inputs = [world, app.filter.value, app.closed.value, app.selected.value];
  const isStale = performance.now() - cache.current.at >= SLOW;
  if (isStale || inputs.some((input, n) => input !== cache.current.inputs[n])) {
    const choice = { filter: app.filter.value, closed: app.closed.value, selected: app.selected.value };
    cache.current = {
      rows: treeRows(world, { ...choice, now: app.present() }),
      at: performance.now(),
      inputs,
    };
  }
  return cache.current.rows;
}

/** Sessions, connections, requests and channels, each under what it belongs to. */
export function Tree({ isCompact }: { isCompact: boolean }) {
  const rows = useRows();
  const scroller = useRef<HTMLDivElement>(null);
  const id = useId();
  const list = useVirtual({ count: rows.length, rowHeight: ROW, scroller });
  const selected = app.selected.value;
  const chosen = rows.findIndex(({ life }) => life.name === selected);

  // Follows a selection that was made elsewhere, not the rows that move meanwhile.
  useEffect(() => {
    if (chosen !== -1) list.reveal(chosen);
  }, [selected]);

  const go = (index: number): void => {
    const row = rows[Math.min(Math.max(index, 0), rows.length - 1)];
    if (row === undefined) return;
    select(row.life.name);
    list.reveal(index);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const row = rows[chosen];
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? ROW) / ROW) - 1);
    const moves: Readonly<Record<string, () => void>> = {
      ArrowDown: () => go(chosen + 1),
      ArrowUp: () => go(chosen === -1 ? rows.length - 1 : chosen - 1),
      PageDown: () => go(chosen + page),
      PageUp: () => go(chosen - page),
      Home: () => go(0),
      End: () => go(rows.length - 1),
      ArrowRight: () => (row?.hasChildren && !row.isOpen ? setFolded(row.life.name, false) : go(chosen + 1)),
      ArrowLeft: () => {
        if (row?.hasChildren && row.isOpen) setFolded(row.life.name, true);
        else if (row?.life.parent) select(row.life.parent.name);
      },
      Enter: () => show("chart"),
    };
    const move = Object.hasOwn(moves, event.key) ? moves[event.key] : undefined;
    if (move === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    move();
  };

  if (rows.length === 0 && app.timeline.world.lives.size > 0) {
    return <Empty title="Nothing matches">Change the filter, or clear it with Escape.</Empty>;
  }
  return (
    <div class={isCompact ? "table tree is-compact" : "table tree"}>
      <div class="head" aria-hidden="true">
        <span>Life</span>
        <span>State</span>
        <span class="figure">In state</span>
        {!isCompact && <Headings />}
      </div>
      <div
        class="scroller"
        ref={scroller}
        role="tree"
        aria-label="Sessions, connections, requests and channels"
        aria-activedescendant={chosen === -1 ? undefined : `${id}-${chosen}`}
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        <div class="rows" style={{ height: `${list.height}px` }}>
          {list.shown.map(({ index, top }) => {
            const row = rows[index];
            if (row === undefined) return null;
            return (
              <Row
                key={row.life.name}
                row={row}
                top={top}
                id={`${id}-${index}`}
                isCompact={isCompact}
                isChosen={index === chosen}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}

function Headings() {
  return (
    <>
      <span class="figure">Age</span>
      <span class="figure">Credit</span>
      <span class="figure">Queue</span>
      <span class="figure">Waiting</span>
      <span>Last event</span>
      <span>Name</span>
    </>
  );
}

interface RowProps {
  readonly row: TreeRow;
  readonly top: number;
  readonly id: string;
  readonly isCompact: boolean;
  readonly isChosen: boolean;
}

function Row({ row: { life, depth, hasChildren, isOpen, isContext }, top, id, isCompact, isChosen }: RowProps) {
  const now = app.present();
  const goneFor = life.ended === null ? null : Math.max(0, now - life.ended);
  const opacity =
    goneFor === null ? (isContext ? 0.6 : 1) : isChosen ? 0.8 : Math.max(0.4, 0.8 - goneFor / FADE_MS / 2);
  const last = life.recent.items.at(-1);
  return (
    <div
      class={isChosen ? "row is-chosen" : "row"}
      style={{ transform: `translateY(${top}px)`, opacity }}
      id={id}
      role="treeitem"
      aria-level={depth + 1}
      aria-selected={isChosen}
      aria-expanded={hasChildren ? isOpen : undefined}
      tabIndex={-1}
      onClick={() => select(life.name)}
      onDblClick={() => show("chart")}
      onKeyDown={undefined}
    >
      <span class="life" style={{ paddingLeft: `${depth * (isCompact ? 9 : 16) + (isCompact ? 0 : 4)}px` }}>
        <Twisty name={life.name} hasChildren={hasChildren} isOpen={isOpen} />
        <KindIcon life={life} />
        <LifeName life={life} />
        {life.unexpected > 0 && (
          <span class="flag" title="Events that its chart has no row for">
            {life.unexpected}!
          </span>
        )}
      </span>
      <StateChip state={life.state} tone={life.tone} />
      <span class="figure">{goneFor === null ? durationText(now - life.since) : "ended"}</span>
      {!isCompact && (
        <>
          <span class="figure">
            {life.late && "≥ "}
            {durationText((life.ended ?? now) - life.began)}
          </span>
          <span class="figure">
            <Credit life={life} />
          </span>
          <span class="figure">{life.queued || <span class="faint">·</span>}</span>
          <span class="figure">{life.waiting || <span class="faint">·</span>}</span>
          <span class="event">
            {last !== undefined && (
              <>
                {last.event.type} <span class="faint">{momentText(last.at)}</span>
              </>
            )}
          </span>
          <span class="faint">{life.name}</span>
        </>
      )}
    </div>
  );
}

function Twisty({ name, hasChildren, isOpen }: { name: string; hasChildren: boolean; isOpen: boolean }) {
  if (!hasChildren) return <span class="twisty" />;
  const toggle = (event: Event): void => {
    event.stopPropagation();
    setFolded(name, isOpen);
  };
  return (
    <button class="twisty" type="button" tabIndex={-1} aria-label={isOpen ? "Fold" : "Unfold"} onClick={toggle}>
      <svg viewBox="0 0 10 10" aria-hidden="true">
        <path d={isOpen ? "M2 3.5L5 7L8 3.5" : "M3.5 2L7 5L3.5 8"} />
      </svg>
    </button>
  );
}
