import { describe, expect, it } from "vitest";
import type { Link } from "../../runtime/link/link.ts";
import { LinkError } from "../../runtime/link/link-error.ts";
import { MessageLink, type MessageLinkOptions, type MessageSink } from "../../runtime/link/message-link.ts";
import { patterned, record, turns } from "./recorder.ts";

/** A link whose transport is the test; `asked` is what the link asked of it. */
function made(options: MessageLinkOptions = {}): { link: Link; sink: MessageSink; asked: string[] } {
  const asked: string[] = [];
  const sinks: MessageSink[] = [];
  const link = new MessageLink("test", options, (sink) => {
    sinks.push(sink);
    return {
      buffered: 7,
      send: () => true,
      hold: () => asked.push("hold"),
      release: () => asked.push("release"),
      taken: (bytes) => asked.push(`taken ${bytes}`),
      end: () => asked.push("end"),
      drop: (why) => asked.push(`drop ${why.code}`),
    };
  });
  const [sink] = sinks;
  if (sink === undefined) throw new Error("no transport was made");
  return { link, sink, asked };
}

const lost = () => new LinkError("lost", "test: gone");

describe("a link over messages", () => {
  it("holds what comes before its start, and has the transport wait when that is much", async () => {
    const { link, sink, asked } = made();
    sink.message(patterned(60_000));
    expect(asked).toEqual([]);
    sink.message(patterned(6_000));
    expect(asked).toEqual(["hold"]);
    const seen = record(link);
    expect(seen.payloads.length).toBe(0);
    await seen.received(2);
    expect(asked).toEqual(["hold", "taken 60000", "taken 6000", "release"]);
  });

  it("delivers nothing more once it is paused inside a delivery", async () => {
    const { link, sink } = made();
    for (let i = 0; i < 3; i++) sink.message(patterned(1, i));
    const seen = record(link, () => link.pause());
    await turns(2);
    expect(seen.payloads.length).toBe(1);
    link.resume();
    await turns(2);
    expect(seen.payloads.length).toBe(2);
  });

  it("[link.rx.eof] takes nothing behind the end, and ends once it has delivered what came before", async () => {
    const { link, sink, asked } = made();
    const seen = record(link);
    link.pause();
    sink.message(patterned(1));
    sink.last();
    sink.message(patterned(2));
    sink.last(lost());
    sink.lost(lost());
    await turns(2);
    expect([seen.payloads.length, seen.ends]).toEqual([0, 0]);
    link.resume();
    await seen.end();
    expect([seen.payloads.length, seen.errors, asked]).toEqual([1, [undefined], ["hold", "taken 1", "end"]]);
    sink.room();
    sink.message(patterned(1));
    sink.lost(lost());
    await turns(2);
    expect([seen.ends, seen.late, link.buffered]).toEqual([1, 0, 0]);
  });

  it("[link.rx.error] ends at once when it is lost, with whatever it holds", async () => {
    const { link, sink, asked } = made();
    const seen = record(link);
    link.pause();
    sink.message(patterned(1));
    sink.lost(lost());
    link.resume();
    await turns(2);
    expect([seen.payloads.length, seen.errors, asked]).toEqual([0, [lost()], ["hold", "drop lost"]]);
  });

  it("[link.rx.error] does not hold a payload above maxPayload", async () => {
    const { link, sink } = made({ maxPayload: 10, maxHeld: 5 });
    sink.message(patterned(10));
    sink.message(patterned(11));
    sink.message(patterned(1));
    const seen = record(link);
    await seen.end();
    expect([seen.payloads.length, seen.errors.map((error) => error?.code)]).toEqual([1, ["frame-too-large"]]);
  });

  it("has one room to tell of for each refusal, and none when it closes", async () => {
    const { link, sink } = made();
    const seen = record(link);
    sink.room();
    link.close();
    sink.room();
    await turns(1);
    expect(seen.writables).toBe(1);
  });

  it("keeps order through a queue that is long", async () => {
    const { link, sink } = made();
    for (let i = 0; i < 5000; i++) sink.message(Uint8Array.of(i & 255, i >> 8));
    const seen = record(link);
    await seen.received(5000);
    expect(seen.payloads.every((bytes, i) => (bytes[0] ?? 0) + (bytes[1] ?? 0) * 256 === i)).toBe(true);
  });
});
