import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { streamLink } from "../../runtime/link/stream.ts";
import { raw } from "./raw.ts";
import { frame, patterned, record, turns } from "./recorder.ts";

describe("a busy stream link", () => {
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
    expect(most).toBeLessThan(20);
  });

  it("counts slow deliveries that come one to a chunk towards the same turn", async () => {
    const input = new PassThrough({ highWaterMark: 1 << 20 });
    const link = streamLink({ readable: input, writable: new PassThrough() }, { kernel: true });
    let inTurn = 0;
    let most = 0;
    const seen = record(link, () => {
      const until = performance.now() + 3;
      while (performance.now() < until);
      if (inTurn === 0) setImmediate(() => (inTurn = 0));
      inTurn += 1;
      most = Math.max(most, inTurn);
    });
    for (let i = 0; i < 12; i++) input.write(frame(patterned(2)));
    input.end();
    await seen.end();
    expect(most).toBeLessThan(6);
  });
});
