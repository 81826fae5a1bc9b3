import { useEffect, useRef } from "preact/hooks";
import { countText, durationText, momentText, sizeText } from "../format.ts";
import { type Followed, Ladder, type Rung } from "../model/ladder.ts";
import { follow, selectFrame } from "../state/actions.ts";
import * as app from "../state/app.ts";
import { familyOf, gistOf } from "./message.ts";
import { Empty } from "./parts.tsx";
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
  const peers = [...new Set(app.header.value?.peers ?? [])];
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

interface RungProps {
  readonly rung: Rung;
  readonly before: Rung | undefined;
  readonly top: number;
  readonly isPair: boolean;
  readonly left: string;
  readonly chosen: number | null;
}

function RungRow({ rung, before, top, isPair, left, chosen }: RungProps) {
  const style = { transform: `translateY(${top}px)` };
  if (rung.type === "silence") {
    return (
      <div class="row silence" style={style}>
        <span />
        <span />
        <span class="lane">silence for {durationText(rung.to - rung.from)}</span>
      </div>
    );
  }
  if (rung.type === "gap") {
    return (
      <div class="row gap" style={style}>
        <span class="figure">{momentText(rung.gap.at)}</span>
        <span />
        <span class="lane">{countText(rung.gap.dropped)} records were dropped here</span>
      </div>
    );
  }
  const { frame, arrived } = rung;
  const since = before?.type === "message" ? frame.at - before.frame.at : null;
  const isRightward = isPair ? (frame.peer === left) === (frame.direction === "out") : frame.direction === "out";
  const isChosen = frame.seq === chosen;
  // Where one life is followed, all are of it.
  const isKin = frame.life !== null && frame.life === app.selected.value && app.followed.value === null;
  return (
    <div
      class={`row ${familyOf(frame.kind)}${isChosen ? " is-chosen" : ""}${isKin ? " is-kin" : ""}`}
      style={style}
      role="option"
      aria-selected={isChosen}
      tabIndex={-1}
      onClick={() => selectFrame(frame.seq, frame.life)}
      onKeyDown={undefined}
    >
      <span class="figure">{momentText(frame.at)}</span>
      <span class="figure faint">{since === null || since < 0.5 ? "" : `+${durationText(since)}`}</span>
      <span class={isRightward ? "lane is-right" : "lane is-left"}>
        <Arrow isRightward={isRightward} slant={arrived === null ? 0 : Math.min((arrived - frame.at) / 4, 7)} />
        <span class="message">
          <b>{frame.kind}</b> <span class="gist">{gistOf(frame)}</span>
        </span>
      </span>
      <span class="faint">{isPair ? (arrived === null ? "" : durationText(arrived - frame.at)) : frame.peer}</span>
      <span class="figure faint">{sizeText(frame.size)}</span>
    </div>
  );
}

/** From lifeline to lifeline; it slants by the time that the message took, where both ends told. */
function Arrow({ isRightward, slant }: { isRightward: boolean; slant: number }) {
  const [fromY, toY] = [13 - slant, 13 + slant];
  const [x1, x2] = isRightward ? [0, 1000] : [1000, 0];
  return (
    <>
      <svg class="shaft" viewBox="0 0 1000 26" preserveAspectRatio="none" aria-hidden="true">
        <path d={`M${x1} ${fromY}L${x2} ${toY}`} />
      </svg>
      <svg class="tip" viewBox="0 0 8 8" style={{ top: `${toY - 4}px` }} aria-hidden="true">
        <path d={isRightward ? "M0.5 0.5L7.5 4L0.5 7.5z" : "M7.5 0.5L0.5 4L7.5 7.5z"} />
      </svg>
    </>
  );
}
