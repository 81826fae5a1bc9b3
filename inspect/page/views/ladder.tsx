import { useEffect, useRef } from "preact/hooks";
import { countText } from "../format.ts";
import { type Followed, Ladder } from "../model/ladder.ts";
import { follow, selectFrame } from "../state/actions.ts";
import * as app from "../state/app.ts";
import { Empty } from "./parts.tsx";
import { RungRow } from "./rung.tsx";
import { useVirtual } from "./virtual.ts";

const ROW = 26;
const NEAR_END = 40;

/** What is followed; the same object as long as nothing is added to it. */
function followedNow(before: Followed): Followed {
  const name = app.followed.value;
  if (name === null) return null;
  const life = app.timeline.world.lives.get(name);
  const channels = life?.kind === "request" ? [...(life.children ?? [])].map((child) => child.name) : [];
  const isSame = before?.name === name && channels.every((one) => before.channels.includes(one));
  return isSame ? before : { name, channels };
}

function useLadder(): Ladder {
  const kept = useRef<{ ladder: Ladder; followed: Followed } | null>(null);
  app.tick.value;
  const followed = followedNow(kept.current?.followed ?? null);
  const { cursor } = app.timeline;
  if (kept.current?.ladder.serves(app.filter.value, followed, cursor) !== true) {
    kept.current = { ladder: new Ladder(app.filter.value, followed), followed };
  }
  const { ladder } = kept.current;
  // The rest is read with the looks that follow.
  if (!ladder.read(app.timeline)) setTimeout(app.look);
  return ladder;
}

/** Messages between the peers, time downwards. */
export function LadderView() {
  const { rungs } = useLadder();
  const scroller = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const list = useVirtual({ count: rungs.length, rowHeight: ROW, scroller });
  const chosen = app.frameSeq.value;
  const peers = app.peersHeard();
  const isPair = peers.length === 2;
  const [left = "", right = ""] = peers;

  useEffect(() => {
    const element = scroller.current;
    if (element !== null && isAtEnd.current && chosen === null) element.scrollTop = element.scrollHeight;
  }, [rungs.length, chosen]);

  // A message that an address names is brought into sight, once it is there.
  const isThere = chosen !== null && rungs.some((rung) => rung.type === "message" && rung.frame.seq === chosen);
  useEffect(() => {
    const index = rungs.findIndex((rung) => rung.type === "message" && rung.frame.seq === chosen);
    if (isThere) list.reveal(index);
  }, [chosen, isThere]);

  const choose = (index: number, step: number): void => {
    for (let n = index; n >= 0 && n < rungs.length; n += step) {
      const rung = rungs[n];
      if (rung?.type !== "message") continue;
      selectFrame(rung.frame.seq, rung.frame.life);
      list.reveal(n);
      return;
    }
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const at = rungs.findIndex((rung) => rung.type === "message" && rung.frame.seq === chosen);
    choose(at === -1 ? (step === 1 ? 0 : rungs.length - 1) : at + step, step);
  };
  const onScroll = ({
    currentTarget: { scrollHeight, scrollTop, clientHeight },
  }: {
    currentTarget: HTMLElement;
  }): void => {
    isAtEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_END;
  };

  return (
    <div class="table ladder">
      <FollowBar count={rungs.length} />
      <div class="head" aria-hidden="true">
        <span class="figure">Time</span>
        <span class="figure">Since</span>
        <span class="ends">
          <span>{isPair ? left : "this peer"}</span>
          <span>{isPair ? right : "counterpart"}</span>
        </span>
        <span>{isPair ? "Took" : "Peer"}</span>
        <span class="figure">Size</span>
      </div>
      {/* A list box: one message of it is chosen. */}
      <div
        class="scroller"
        ref={scroller}
        role="listbox"
        aria-label="Messages"
        tabIndex={0}
        onKeyDown={onKeyDown}
        onScroll={onScroll}
      >
        {rungs.length === 0 ? (
          <Empty title="No messages">
            {app.followed.value === null ? "None came yet, or none match." : "None of what is followed."}
          </Empty>
        ) : (
          <div class="rows" style={{ height: `${list.height}px` }}>
            {list.shown.map(({ index, top }) => {
              const rung = rungs[index];
              if (rung === undefined) return null;
              return (
                <RungRow
                  key={`${rung.type}${rung.position}`}
                  rung={rung}
                  before={rungs[index - 1]}
                  top={top}
                  isPair={isPair}
                  left={left}
                  chosen={chosen}
                />
              );
            })}
          </div>
        )}
      </div>
    </div>
  );
}

function FollowBar({ count }: { count: number }) {
  const name = app.followed.value;
  const selected = app.selected.value;
  const label = (life: string): string => app.timeline.world.lives.get(life)?.label || life;
  return (
    <div class="bar">
      <span class="faint">{countText(count)} rows</span>
      {name === null ? (
        <button type="button" disabled={selected === null} onClick={() => follow(selected)}>
          {selected === null ? "Select a life to follow" : `Follow ${label(selected)}`}
        </button>
      ) : (
        <>
          <span class="pill">only {label(name)}</span>
          <button type="button" onClick={() => follow(null)}>
            Show all messages
          </button>
        </>
      )}
    </div>
  );
}
