import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FrameReader } from "../../runtime/link/frame-reader.ts";
import { cpuTimeOf } from "./cpu-time.ts";
import { drain, frame, patterned, same } from "./recorder.ts";

/** Processor time for `count` payloads of `size` bytes arriving in chunks of `chunk` bytes: the best of three. */
function dribble(count: number, size: number, chunk: number): number {
  const bytes = frame(new Uint8Array(size));
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 3; round++) {
    const reader = new FrameReader("test", size);
    let found = 0;
    const took = cpuTimeOf(() => {
      for (let i = 0; i < count; i++) {
        for (let at = 0; at < bytes.length; at += chunk) {
          reader.push(bytes.subarray(at, at + chunk));
          while (reader.next() !== undefined) found += 1;
        }
      }
    });
    best = Math.min(best, took);
    expect(found).toBe(count);
  }
  return best;
}

describe("the frame reader", () => {
  it("[transport.stream] reads the Hello frame of the specification", () => {
    const reader = new FrameReader("test", 100);
    reader.push(Buffer.from("06000000000007004000", "hex"));
    expect(drain(reader).map((bytes) => Buffer.from(bytes).toString("hex"))).toEqual(["000007004000"]);
    expect(reader.truncation()).toBeUndefined();
  });

  it("gives a view, not a copy, of a frame that lies inside one chunk", () => {
    const reader = new FrameReader("test", 100);
    const chunk = Buffer.concat([frame(patterned(10)), frame(patterned(20))]);
    reader.push(chunk);
    expect(drain(reader).map((bytes) => [bytes.buffer === chunk.buffer, bytes.byteOffset - chunk.byteOffset])).toEqual([
      [true, 4],
      [true, 18],
    ]);
  });

  it("[link.message] gives the same payloads whatever the chunks are", () => {
    const payloads = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 20 });
    const large = fc.array(
      fc.integer({ min: 0, max: 20_000 }).map((n) => patterned(n, n)),
      { maxLength: 4 },
    );
    const cuts = fc.array(fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 12_000 })), {
      minLength: 1,
      maxLength: 30,
    });
    fc.assert(
      fc.property(payloads, large, cuts, fc.boolean(), (small, big, sizes, late) => {
        const sent = [...small, ...big, ...small];
        const bytes = Buffer.concat(sent.map(frame));
        const reader = new FrameReader("test", 20_000);
        const got: Uint8Array[] = [];
        for (let at = 0, i = 0; at < bytes.length; i++) {
          const size = sizes[i % sizes.length] ?? 1;
          reader.push(bytes.subarray(at, at + size));
          at += size;
          if (!late || i % 5 === 0) got.push(...drain(reader));
        }
        got.push(...drain(reader));
        expect(got.length).toBe(sent.length);
        expect(got.every((payload, i) => same(payload, sent[i] ?? new Uint8Array(1)))).toBe(true);
        expect(reader.held).toBe(0);
        expect(reader.truncation()).toBeUndefined();
      }),
    );
  });

  it("[link.rx.recv] leaves a payload alone when the same block takes more bytes later", () => {
    const reader = new FrameReader("test", 100);
    const bytes = Buffer.concat([frame(patterned(30, 1)), frame(patterned(30, 2)), frame(patterned(30, 3))]);
    const got: Uint8Array[] = [];
    for (const byte of bytes) {
      reader.push(Uint8Array.of(byte));
      got.push(...drain(reader));
    }
    expect(got.every((payload, i) => same(payload, patterned(30, i + 1)))).toBe(true);
  });

  it("[link.tx.alloc.limits] takes a payload at the limit and refuses one above it from its header", () => {
    const reader = new FrameReader("test", 50);
    reader.push(frame(patterned(50)));
    expect(drain(reader).length).toBe(1);
    reader.push(frame(patterned(51)).subarray(0, 4));
    expect(reader.next()).toBeUndefined();
    expect(reader.refused?.code).toBe("frame-too-large");
    expect(reader.refused?.message).toBe("test: will not receive a payload of 51 bytes, the limit is 50 bytes");
  });

  it("[link.rx.error] gives nothing more after a refusal", () => {
    const reader = new FrameReader("test", 50);
    reader.push(Buffer.concat([Buffer.from("ffffffff", "hex"), frame(patterned(3))]));
    expect([reader.next(), reader.next()]).toEqual([undefined, undefined]);
  });

  it("allocates nothing for a header of ffffffff", () => {
    const readers = Array.from({ length: 50 }, () => new FrameReader("test", 4 * 1024 * 1024));
    const before = process.memoryUsage().arrayBuffers;
    for (const reader of readers) {
      reader.push(Buffer.from("ffffffff", "hex"));
      reader.next();
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * 1024);
  });

  it("allocates for what has arrived, not for what a header promises", () => {
    const readers = Array.from({ length: 50 }, () => new FrameReader("test", 4 * 1024 * 1024));
    const before = process.memoryUsage().arrayBuffers;
    for (const reader of readers) {
      for (const byte of [0, 0, 64, 0, 1, 2, 3]) reader.push(Uint8Array.of(byte));
      reader.next();
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50 * 8 * 1024);
  });

  it("keeps the bytes of small chunks, not the chunks", () => {
    setFlagsFromString("--expose-gc");
    const collect: () => void = runInNewContext("gc");
    const reader = new FrameReader("test", 4 * 1024 * 1024);
    reader.push(Buffer.from("00004000", "hex"));
    collect();
    collect();
    const before = process.memoryUsage().arrayBuffers;
    for (let i = 0; i < 2000; i++) {
      reader.push(new Uint8Array(16 * 1024).subarray(0, 8));
      reader.next();
    }
    // Buffers are freed beside the program; the second collection waits for what the first one began.
    collect();
    collect();
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 * 1024 * 1024);
  });

  // The same bytes as one frame and as sixteen: linear is about 1, a buffer put together anew at each chunk about 16.
  it("takes linear time for a frame that arrives in small chunks", () => {
    const MiB = 1024 * 1024;
    dribble(1, MiB, 1024);
    expect(dribble(1, 16 * MiB, 1024) / dribble(16, MiB, 1024)).toBeLessThan(6);
  });

  it("takes linear time for a frame that arrives byte by byte", () => {
    const KiB = 1024;
    dribble(1, 32 * KiB, 1);
    expect(dribble(1, 512 * KiB, 1) / dribble(16, 32 * KiB, 1)).toBeLessThan(6);
  });

  it("[link.rx.error] names an end inside a prefix and one inside a payload", () => {
    const reader = new FrameReader("test", 50);
    reader.push(frame(patterned(9)).subarray(0, 3));
    expect(reader.next()).toBeUndefined();
    expect(reader.truncation()?.message).toBe("test: the stream ended after 3 of 4 bytes of a length prefix");
    reader.push(frame(patterned(9)).subarray(3, 8));
    expect(reader.next()).toBeUndefined();
    expect(reader.truncation()?.message).toBe("test: the stream ended after 4 of 9 bytes of a payload");
  });
});
