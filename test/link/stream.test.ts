import { Duplex, PassThrough, Writable } from "node:stream";
import { describe, expect, it, vi } from "vitest";
import type { LinkError } from "../../runtime/link/link-error.ts";
import { streamLink } from "../../runtime/link/stream.ts";
import { raw } from "./raw.ts";
import { frame, patterned, record, turns } from "./recorder.ts";

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

  it("[link.order] delivers what came before the stream was destroyed, in the same turn of the event loop too", async () => {
    const { link, input } = raw();
    const seen = record(link);
    await turns(1);
    // Not after an await: a microtask would come before what the stream says in the next tick.
    setImmediate(() => {
      for (let n = 0; n < 3; n++) input.push(frame(patterned(5, n)));
      input.destroy();
    });
    await seen.end();
    expect([seen.payloads.length, codes(seen.errors)]).toEqual([3, ["lost"]]);
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

  it("[link.tx.reserve] reports room to who was told to wait from inside a write that then went through", async () => {
    const output = new PassThrough();
    const link = streamLink({ readable: new PassThrough(), writable: output });
    const seen = record(link);
    const piece = new Uint8Array(70_000);
    const told: boolean[] = [];
    // As a counterpart in this process answers, and has us answer, before the write returns.
    output.on("data", () => {
      if (told.length === 0) told.push(link.send(piece));
    });
    await turns(1);
    told.push(link.send(piece));
    await turns(2);
    expect([told, seen.writables, link.buffered]).toEqual([[false, false], 1, 0]);
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
