import { describe, expect, it } from "vitest";
import { settled } from "../raw-peer.ts";
import { closing, count, item, receiving } from "./stage.ts";

describe("forEach", () => {
  it("gives what is queued and what comes, and resolves at the end", async () => {
    const { rx, peer } = await receiving();
    peer.say(...item(1, 2));
    await settled();
    const got: number[] = [];
    const all = rx.forEach((n) => {
      got.push(n);
    });
    expect(got).toEqual([1, 2]);
    peer.say(...item(3), closing);
    await all;
    expect(got).toEqual([1, 2, 3]);
  });

  it("[rpc.flow-control.credit.grant] grants half of N for each half of N that `use` has returned from", async () => {
    const { rx, peer } = await receiving();
    void rx.forEach(() => {});
    peer.say(...item(1, 2, 3));
    await settled();
    expect(peer.heard).toMatchObject([{ kind: "GrantCredit", additional: 2 }]);
  });

  it("has granted nothing yet for the item that `use` is busy with", async () => {
    const { rx, peer } = await receiving();
    const all = rx.forEach((n) => {
      if (n === 2) void rx.return();
    });
    peer.say(...item(1, 2));
    await all;
    await settled();
    expect(peer.heard.map(({ kind }) => kind)).toEqual(["ResetChannel"]);
  });

  it("sends Reset when `use` throws, drops the rest and rejects with the error", async () => {
    const { rx, peer } = await receiving();
    peer.say(...item(1, 2, 3));
    await settled();
    const got: number[] = [];
    const all = rx.forEach((n) => {
      got.push(n);
      throw new Error("enough");
    });
    await expect(all).rejects.toThrow("enough");
    expect(got).toEqual([1]);
    await settled();
    expect(count(peer, "ResetChannel")).toBe(1);
  });

  it("rejects with what `use` throws after the connection is lost, too", async () => {
    const { rx, peer } = await receiving();
    peer.say(...item(1, 2));
    await settled();
    peer.link.destroy();
    await settled();
    await expect(
      rx.forEach(() => {
        throw new Error("enough");
      }),
    ).rejects.toThrow("enough");
    expect(rx.queued).toBe(0);
  });

  it("rejects when the connection is lost", async () => {
    const { rx, peer } = await receiving();
    const all = rx.forEach(() => {});
    peer.link.destroy();
    await expect(all).rejects.toMatchObject({ code: "link-lost" });
  });

  it("ends when `use` gives the stream up", async () => {
    const { rx, peer } = await receiving();
    peer.say(...item(1, 2, 3));
    await settled();
    const got: number[] = [];
    await rx.forEach((n) => {
      got.push(n);
      if (n === 2) void rx.return();
    });
    expect(got).toEqual([1, 2]);
    await settled();
    expect(count(peer, "ResetChannel")).toBe(1);
  });
});
