import { describe, expect, it } from "vitest";
import { channel, connect, defineService, type Link, memoryPair, t } from "../../runtime/index.ts";
import { record } from "../link/recorder.ts";
import { settled } from "../runtime/raw-peer.ts";
import { hex, toHex } from "../wire/hex.ts";
import { caller, kinds } from "./peers.ts";

const Testbed = defineService("Testbed", { sum: t.method([t.rx(t.i32)], t.i64) });
const Blobs = defineService("Blobs", { store: t.method([t.rx(t.bytes)], t.unit), ping: t.method([], t.unit) });

/** The far end of a memory link as bytes: what came, and a way to answer. */
function bytes(): { link: Link; heard: string[]; say(...digits: string[]): void } {
  const [link, far] = memoryPair();
  const heard: string[] = [];
  record(far, (payload) => heard.push(toHex(payload)));
  return { link, heard, say: (...digits) => digits.forEach((text) => void far.send(hex(text))) };
}

describe("the conduit", () => {
  it("[conduit] [conduit.bare] puts messages on the link as they are encoded, byte for byte, and adds nothing", async () => {
    const { link, heard, say } = bytes();
    const sum = async (numbers: AsyncIterable<number>) => {
      let total = 0n;
      for await (const n of numbers) total += BigInt(n);
      return total;
    };
    const connecting = connect(link, Testbed, { serve: [Testbed, { sum }] });
    await settled();
    expect(heard.splice(0)).toEqual(["000007004000"]);
    say("0001014000");
    await connecting;
    say("00070200 fdfdefcbddc4cead8501 01 02 00");
    say("0008020002", "0008020004", "0008020006", "0008020008", "000802000a", "0008020100");
    await settled();
    expect(heard).toEqual(["000702010000001e"]);
  });

  it("[conduit.permit.send] sends one message as one payload, before the call that asked for it returns", async () => {
    const { link, heard, say } = bytes();
    const connecting = connect(link, Blobs);
    await settled();
    say("0001014000");
    const client = await connecting;
    heard.splice(0);
    expect(link.buffered).toBe(0);
    void client.ping();
    expect(link.buffered).toBeGreaterThan(0);
    await settled();
    expect(heard.length).toBe(1);
  });

  it("[conduit.permit] has senders wait for room, lets them go on, and tells them when the link is gone", async () => {
    const { client, peer } = await caller(Blobs, { limits: { outboxBytes: 1000 } });
    const [tx, rx] = channel(t.bytes);
    void client.store(rx);
    await peer.hear("Request");
    peer.link.pause();
    const outcomes: string[] = [];
    const sends = [1, 2, 3, 4, 5].map((n) =>
      tx.send(new Uint8Array(40_000)).then(
        () => void outcomes.push(`${n} sent`),
        (error: { code: string }) => void outcomes.push(`${n} ${error.code}`),
      ),
    );
    await settled();
    expect(outcomes).toEqual(["1 sent", "2 sent", "3 sent"]);
    peer.link.resume();
    await sends[3];
    expect(outcomes.slice(3)).toContain("4 sent");
    await Promise.all(sends);
    peer.link.pause();
    const late = [1, 2, 3, 4].map((n) =>
      tx.send(new Uint8Array(40_000)).then(
        () => `${n} sent`,
        (error: { code: string }) => `${n} ${error.code}`,
      ),
    );
    await settled();
    peer.link.destroy();
    expect(await Promise.all(late)).toEqual(["1 sent", "2 sent", "3 sent", "4 link-lost"]);
    expect(kinds(peer).filter((kind) => kind === "ChannelItem").length).toBe(5);
  });
});
