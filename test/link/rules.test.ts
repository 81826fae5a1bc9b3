import { afterEach, describe, expect, it } from "vitest";
import type { Link, LinkEvents } from "../../runtime/link/link.ts";
import { PAIRS, type Pair } from "./pairs.ts";
import { patterned, type Recorder, record, same, turns } from "./recorder.ts";

describe.each(PAIRS)("a $kind link", ({ make }) => {
  let open: Pair | undefined;

  async function started(maxPayload?: number): Promise<Pair & { atA: Recorder; atB: Recorder }> {
    open = await make(maxPayload);
    return { ...open, atA: record(open.a), atB: record(open.b) };
  }

  afterEach(async () => {
    await open?.close();
    open = undefined;
  });

  it("[link.message] gives one payload for one send, whatever the sizes", async () => {
    const { a, atB } = await started();
    const sizes = [1, 4, 5, 1000, 16 * 1024, 70_000, 3, 300_000, 0, 2];
    for (const [i, size] of sizes.entries()) a.send(patterned(size, i));
    await atB.received(sizes.length);
    expect(atB.payloads.map((bytes) => bytes.length)).toEqual(sizes);
    for (const [i, size] of sizes.entries()) expect(same(atB.payloads[i], patterned(size, i))).toBe(true);
  });

  it("[link.order] keeps order both ways, turn after turn", async () => {
    const { a, b, atA, atB } = await started();
    for (let i = 0; i < 1000; i++) {
      a.send(Uint8Array.of(i & 255, i >> 8));
      b.send(Uint8Array.of(i & 255, i >> 8));
      if (i % 300 === 0) await turns(1);
    }
    await Promise.all([atA.received(1000), atB.received(1000)]);
    for (const { payloads } of [atA, atB]) {
      expect(payloads.map((bytes) => (bytes[0] ?? 0) + (bytes[1] ?? 0) * 256)).toEqual(
        Array.from({ length: 1000 }, (_, i) => i),
      );
    }
  });

  it("[link.message.empty] carries empty payloads", async () => {
    const { a, atB } = await started();
    for (let i = 0; i < 3; i++) a.send(new Uint8Array(0));
    await atB.received(3);
    expect(atB.payloads.map((bytes) => bytes.length)).toEqual([0, 0, 0]);
  });

  it("[link.tx.commit] is done with the caller's bytes when send returns", async () => {
    const { a, atB } = await started();
    for (const size of [8, 100_000]) {
      const bytes = new Uint8Array(size).fill(7);
      a.send(bytes);
      bytes.fill(9);
    }
    await atB.received(2);
    expect(atB.payloads.every((bytes) => bytes.every((byte) => byte === 7))).toBe(true);
  });

  it("[link.rx.recv] leaves earlier payloads alone when later ones arrive", async () => {
    const { a, atB } = await started();
    for (let i = 0; i < 200; i++) {
      a.send(patterned(500, i));
      if (i % 20 === 0) await turns(1);
    }
    await atB.received(200);
    expect(atB.payloads.every((bytes, i) => same(bytes, patterned(500, i)))).toBe(true);
  });

  it("[link.tx.alloc.limits] sends a payload at the limit and refuses one above, with nothing written", async () => {
    const { a, atB } = await started(1000);
    expect(() => a.send(new Uint8Array(1001))).toThrow(/1001 bytes, the limit is 1000 bytes/);
    expect(a.buffered).toBe(0);
    a.send(new Uint8Array(1000));
    await atB.received(1);
    expect(atB.payloads.map((bytes) => bytes.length)).toEqual([1000]);
  });

  it("[link.rx.error] refuses a payload above its receive limit, yields nothing more and ends once", async () => {
    open = await make(1000);
    open.b.limitReceived?.(64);
    const atB = record(open.b);
    const atA = record(open.a);
    for (const size of [64, 65, 1]) open.a.send(new Uint8Array(size));
    await Promise.all([atA.end(), atB.end()]);
    await turns(2);
    expect(atB.payloads.map((bytes) => bytes.length)).toEqual([64]);
    expect(atB.errors.map((error) => error?.code)).toEqual(["frame-too-large"]);
    expect(atB.error?.message).toMatch(/65 bytes, the limit is 64 bytes/);
    expect(atA.ends).toBe(1);
  });

  it("[link.order] loses nothing when the receiver pauses inside a delivery", async () => {
    open = await make();
    const { a, b } = open;
    const seen: number[] = [];
    const atB = record(b, (bytes) => {
      seen.push(bytes[0] ?? -1);
      b.pause();
      setImmediate(() => b.resume());
    });
    record(a);
    for (let i = 0; i < 20; i++) a.send(Uint8Array.of(i));
    a.close();
    await atB.end();
    expect(seen).toEqual(Array.from({ length: 20 }, (_, i) => i));
  });

  it("calls neither end from inside a send, however much is sent and answered", async () => {
    open = await make();
    const { a, b } = open;
    let isSending = false;
    const inside: string[] = [];
    const send = (link: Link) => {
      if (isSending) return;
      isSending = true;
      link.send(patterned(100_000));
      isSending = false;
    };
    // Three payloads go round.
    const noted = (end: string, back: () => void): LinkEvents => ({
      payload: () => {
        if (isSending) inside.push(`a payload at ${end}`);
        else if (answers++ < 60) back();
      },
      writable: () => {
        if (isSending) inside.push(`room at ${end}`);
      },
      ended: () => {},
    });
    let answers = 0;
    a.start(noted("a", () => send(a)));
    b.start(noted("b", () => send(b)));
    await turns(1);
    for (let n = 0; n < 3; n++) send(a);
    while (answers < 60 && inside.length === 0) await turns(1);
    expect(inside).toEqual([]);
  });

  it("starts once", async () => {
    const { a, atB } = await started();
    expect(() => a.start(atB)).toThrow(/started twice/);
  });
});

describe.each(PAIRS.filter(({ cannotWait }) => cannotWait !== true))("back pressure of a $kind link", ({ make }) => {
  let open: Pair | undefined;

  afterEach(async () => {
    await open?.close();
    open = undefined;
  });

  it("[link.tx.reserve] refuses more while the counterpart is paused, stays bounded, then delivers all", async () => {
    open = await make();
    const { a, b } = open;
    const atA = record(a);
    const atB = record(b);
    b.pause();
    const piece = 32 * 1024;
    let sent = 0;
    let room = true;
    // Kernels buffer megabytes on loopback; 64 MiB is past anything they keep.
    while (room && sent < 2048) {
      room = a.send(patterned(piece, sent));
      sent += 1;
      if (room && sent % 16 === 0) await turns(1);
    }
    expect(room).toBe(false);
    await turns(5);
    expect(atB.payloads.length).toBe(0);
    expect(a.buffered).toBeLessThan(1024 * 1024);
    b.resume();
    await atA.until(() => atA.writables > 0);
    await atB.received(sent);
    expect(atB.payloads.every((bytes, i) => same(bytes, patterned(piece, i)))).toBe(true);
    expect(a.buffered).toBe(0);
  });
});
