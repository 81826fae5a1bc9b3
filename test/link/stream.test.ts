import { Duplex, PassThrough, Writable } from "node:stream";
import { describe, expect, it, vi } from "vitest";
import type { LinkError } from "../../runtime/link/link-error.ts";
import { streamLink } from "../../runtime/link/stream.ts";
import { frame, patterned, record, turns } from "./recorder.ts";

/** A link whose counterpart is the test: bytes go in through `input`, what the link writes lands in `written`. */
function raw(maxPayload = 1000) {
  const input = new PassThrough();
  const written: Buffer[] = [];
  const output = new Writable({
    write(chunk: Buffer, _encoding, done) {
      written.push(chunk);
      done();
    },
  });
  const link = streamLink({ readable: input, writable: output }, { maxPayload, name: "raw" });
  return { link, input, output, written };
}

const codes = (errors: readonly (LinkError | undefined)[]) => errors.map((error) => error?.code);

describe("a stream link", () => {
  it("[link.rx.error] ends with an error, not cleanly, when the stream ends inside a prefix or a payload", async () => {
    for (const kept of [1, 3, 4, 13]) {
      const { link, input } = raw();
      const seen = record(link);
      input.end(Buffer.concat([frame(patterned(5)), frame(patterned(10)).subarray(0, kept)]));
      await seen.end();
      expect([seen.payloads.length, codes(seen.errors)]).toEqual([1, ["truncated"]]);
    }
  });

  it("[link.rx.eof] ends cleanly on a frame boundary and then ends its own side", async () => {
    const { link, input, output } = raw();
    const seen = record(link);
    input.end(frame(patterned(5)));
    await seen.end();
    expect([seen.payloads.length, codes(seen.errors)]).toEqual([1, [undefined]]);
    expect(output.writableEnded).toBe(true);
  });

  it("[link.tx.close] writes what was sent in the turn in which the counterpart's end is seen", async () => {
    const { link, input, written } = raw();
    const seen = record(link, () => link.send(patterned(3)));
    input.end(frame(patterned(5)));
    await seen.end();
    await turns(2);
    expect(Buffer.concat(written)).toEqual(frame(patterned(3)));
  });

  it("[link.rx.error] refuses a frame above the limit from its header and drops the stream", async () => {
    const { link, input } = raw();
    const seen = record(link);
    input.write(Buffer.from("ffffffff", "hex"));
    await seen.end();
    expect(codes(seen.errors)).toEqual(["frame-too-large"]);
    expect(seen.error?.message).toBe("raw: will not receive a payload of 4294967295 bytes, the limit is 1000 bytes");
    expect(input.destroyed).toBe(true);
  });

  it("[link.rx.error] ends as lost with the cause when the stream fails, and swallows later errors", async () => {
    const { link, input, output } = raw();
    const seen = record(link);
    const cause = new Error("cable cut");
    input.destroy(cause);
    await seen.end();
    input.emit("error", new Error("late"));
    output.emit("error", new Error("later"));
    await turns(2);
    expect([codes(seen.errors), seen.error?.cause]).toEqual([["lost"], cause]);
  });

  it("[link.rx.error] yields nothing after an error, not even frames it holds", async () => {
    const { link, input } = raw();
    const seen = record(link, () => link.pause());
    input.write(Buffer.concat([frame(patterned(5)), frame(patterned(6))]));
    await seen.received(1);
    input.destroy(new Error("cable cut"));
    await seen.end();
    link.resume();
    await turns(2);
    expect([seen.payloads.length, codes(seen.errors)]).toEqual([1, ["lost"]]);
  });

  it("[link.rx.error] tells a failure from before the start once it is started", async () => {
    const { link, output } = raw();
    output.destroy(new Error("cable cut"));
    await turns(2);
    const seen = record(link);
    await seen.end();
    expect(codes(seen.errors)).toEqual(["lost"]);
  });

  it("ends as lost when the stream is closed without an end", async () => {
    const { link, input } = raw();
    const seen = record(link);
    input.destroy();
    await seen.end();
    expect(seen.error?.message).toBe("raw: the stream was closed before its end");
  });

  it("gives every link its turn while another is flooded", async () => {
    const flooded = raw();
    const quiet = raw();
    const order: string[] = [];
    record(flooded.link, () => order.push("flooded"));
    const seen = record(quiet.link, () => order.push("quiet"));
    flooded.input.write(Buffer.concat(Array.from({ length: 5000 }, () => frame(patterned(2)))));
    quiet.input.write(frame(patterned(2)));
    await seen.received(1);
    expect(order.indexOf("quiet")).toBeLessThanOrEqual(256);
    expect(order.length).toBeLessThanOrEqual(513);
  });

  it("stops reading a stream that brings more than it may deliver", async () => {
    const input = new PassThrough({ highWaterMark: 1024 });
    const link = streamLink({ readable: input, writable: new PassThrough() }, { maxPayload: 1000 });
    let holding = true;
    const seen = record(link, () => {
      if (holding) link.pause();
    });
    const chunk = Buffer.concat(Array.from({ length: 50 }, () => frame(patterned(100))));
    let written = 0;
    while (input.write(chunk) || written < 3) {
      written += 1;
      await turns(1);
    }
    expect(written).toBeLessThan(10);
    await turns(5);
    expect([seen.payloads.length, input.readableLength > 0]).toEqual([1, true]);
    holding = false;
    link.resume();
    input.end();
    await seen.end();
    expect(seen.payloads.length).toBe((written + 1) * 50);
  });

  it("stops reading while it is behind with its deliveries", async () => {
    const chunk = Buffer.concat(Array.from({ length: 1000 }, () => frame(patterned(60))));
    const input = new PassThrough({ highWaterMark: 100 * chunk.length });
    const link = streamLink({ readable: input, writable: new PassThrough() });
    let left = 0;
    const seen = record(link, () => {
      left = Math.max(left, seen.payloads.length === 257 ? input.readableLength : 0);
    });
    for (let i = 0; i < 40; i++) input.write(chunk);
    await seen.received(300);
    expect(left).toBeGreaterThan(30 * chunk.length);
    link.destroy();
  });

  it("delivers a long queue over several turns, in order, and then the end", async () => {
    const { link, input } = raw();
    const seen = record(link);
    input.end(Buffer.concat(Array.from({ length: 3000 }, (_, i) => frame(Uint8Array.of(i & 255, i >> 8)))));
    await seen.end();
    expect(seen.payloads.map((bytes) => (bytes[0] ?? 0) + (bytes[1] ?? 0) * 256)).toEqual(
      Array.from({ length: 3000 }, (_, i) => i),
    );
  });

  it("gives way after 4 ms of slow deliveries", async () => {
    const { link, input } = raw();
    let now = 0;
    let most = 0;
    const seen = record(link, () => {
      const until = performance.now() + 1;
      while (performance.now() < until);
      now += 1;
      most = Math.max(most, now);
    });
    const reset = setInterval(() => {
      now = 0;
    }, 0);
    input.end(Buffer.concat(Array.from({ length: 60 }, () => frame(patterned(2)))));
    await seen.end();
    clearInterval(reset);
    expect(most).toBeLessThan(40);
  });

  it("[link.tx.reserve] reports room when a slow stream has drained, and not before", async () => {
    const held: (() => void)[] = [];
    const duplex = new Duplex({
      read() {},
      write(_chunk, _encoding, done) {
        held.push(done);
      },
    });
    const link = streamLink(duplex);
    const seen = record(link);
    expect(link.send(new Uint8Array(100_000))).toBe(false);
    expect(link.send(new Uint8Array(10))).toBe(false);
    expect(link.buffered).toBe(100_018);
    await turns(2);
    expect(seen.writables).toBe(0);
    while (held.length > 0) {
      held.shift()?.();
      await turns(1);
    }
    expect([seen.writables, link.buffered]).toEqual([1, 0]);
    expect(link.send(new Uint8Array(10))).toBe(true);
    link.destroy();
  });

  it("does not wait for ever for a counterpart that has ended and never reads", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const input = new PassThrough();
      const stuck = new Writable({ write() {} });
      const link = streamLink({ readable: input, writable: stuck });
      const seen = record(link);
      link.send(patterned(5));
      input.end();
      await seen.end();
      expect([seen.errors, stuck.destroyed]).toEqual([[undefined], false]);
      vi.advanceTimersByTime(5_000);
      expect(stuck.destroyed).toBe(true);
    } finally {
      vi.useRealTimers();
    }
  });

  it("refuses an impossible limit", () => {
    for (const limit of [-1, 1.5, Number.NaN, 2 ** 32]) expect(() => raw(limit)).toThrow(/payload limit/);
  });
});
