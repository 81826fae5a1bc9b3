import { describe, expect, it } from "vitest";
import { TurnWrites } from "../../runtime/link/turn-writes.ts";

/** Turns of so many messages of so many bytes: what each write of one comes to. */
function turns(isEarly: boolean): (messages: number, bytes: number) => Promise<number[]> {
  const sizes: number[] = [];
  let pending = 0;
  const writes = new TurnWrites(isEarly, () => {
    sizes.push(pending);
    pending = 0;
  });
  return async (messages, bytes) => {
    for (let n = 0; n < messages; n++) {
      pending += bytes;
      writes.add(bytes);
    }
    await new Promise((resolve) => setImmediate(resolve));
    return sizes.splice(0);
  };
}

describe("the writes of a turn", () => {
  it("begins with 512 bytes and doubles", async () => {
    expect(await turns(true)(400, 16)).toEqual([512, 1024, 2048, 2816]);
    expect(await turns(true)(31, 16)).toEqual([496]);
  });

  it("halves a turn that is like the last one", async () => {
    const turn = turns(true);
    await turn(400, 16);
    expect(await turn(400, 16)).toEqual([3200, 3200]);
    expect(await turn(10, 16)).toEqual([160]);
    expect(await turn(64, 16)).toEqual([512, 512]);
  });

  it("goes up to 64 KiB, whatever the last turn sent", async () => {
    const turn = turns(true);
    await turn(80, 8192);
    expect(await turn(24, 8192)).toEqual([65_536, 65_536, 65_536]);
  });

  it("waits for 64 KiB or the end of the turn where bytes may not leave early", async () => {
    const turn = turns(false);
    expect(await turn(7, 8192)).toEqual([57_344]);
    expect(await turn(9, 8192)).toEqual([65_536, 8192]);
  });
});
