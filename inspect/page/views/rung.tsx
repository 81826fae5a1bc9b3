import { countText, durationText, momentText, sizeText } from "../format.ts";
import type { Rung } from "../model/ladder.ts";
import { selectFrame } from "../state/actions.ts";
import * as app from "../state/app.ts";
import { familyOf, gistOf } from "./message.ts";

interface RungProps {
  readonly rung: Rung;
  readonly before: Rung | undefined;
  readonly top: number;
  readonly isPair: boolean;
  readonly left: string;
  readonly chosen: number | null;
}

/** One message, gap or silence. */
export function RungRow({ rung, before, top, isPair, left, chosen }: RungProps) {
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
          <b>{frame.kind}</b> <span class="gist">{gistOf(frame, app.timeline.world.lives.get(frame.life ?? ""))}</span>
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
