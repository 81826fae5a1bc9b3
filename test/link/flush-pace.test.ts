import { describe, expect, it } from "vitest";
import { FlushPace } from "../../runtime/link/flush-pace.ts";

/** What each flush of a turn comes to that sends `messages` of so many bytes, up to its end. */
function turnOf(pace: FlushPace, messages: number, bytes: number): number[] {
  const flushes: number[] = [];
  let pending = 0;
  const flush = () => {
    if (pending === 0) return;
    flushes.push(pending);
    pace.flushed(pending);
    pending = 0;
  };
  for (let n = 0; n < messages; n++) {
    pending += bytes;
    if (pace.isDue(pending)) flush();
  }
  flush();
  pace.turnOver();
  return flushes;
}

describe("the pace of flushes", () => {
  it("begins with 512 bytes and doubles", () => {
    expect(turnOf(new FlushPace(true), 400, 16)).toEqual([512, 1024, 2048, 2816]);
    expect(turnOf(new FlushPace(true), 31, 16)).toEqual([496]);
  });

  it("halves a turn that is like the last one", () => {
    const pace = new FlushPace(true);
    turnOf(pace, 400, 16);
    expect(turnOf(pace, 400, 16)).toEqual([3200, 3200]);
    expect(turnOf(pace, 10, 16)).toEqual([160]);
    expect(turnOf(pace, 64, 16)).toEqual([512, 512]);
  });

  it("goes up to 64 KiB, whatever the last turn sent", () => {
    const pace = new FlushPace(true);
    turnOf(pace, 80, 8192);
    expect(turnOf(pace, 24, 8192)).toEqual([65_536, 65_536, 65_536]);
  });

  it("waits for 64 KiB or the end of the turn where bytes may not leave early", () => {
    const pace = new FlushPace(false);
    expect(turnOf(pace, 7, 8192)).toEqual([57_344]);
    expect(turnOf(pace, 9, 8192)).toEqual([65_536, 8192]);
  });
});
