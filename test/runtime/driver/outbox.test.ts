import { describe, expect, it } from "vitest";
import { Outbox } from "../../../runtime/driver/outbox.ts";
import { LinkError } from "../../../runtime/link/link-error.ts";
import { NarrowLink } from "./narrow-link.ts";

const frame = (value: number, length = 1) => new Uint8Array(length).fill(value);

function outboxOn({ room = Number.POSITIVE_INFINITY, capacity = 10 } = {}) {
  const link = new NarrowLink(room);
  const told = { room: 0 };
  const outbox = new Outbox(link, capacity, () => told.room++);
  return { link, outbox, told };
}

describe("the outbox", () => {
  it("lets everything straight through while the link takes it", () => {
    const { link, outbox } = outboxOn();
    outbox.send(frame(1));
    outbox.sendUrgent(frame(2));
    outbox.send(frame(3));
    expect(link.sent).toEqual([1, 2, 3]);
    expect(outbox.bytes).toBe(0);
  });

  it("keeps what comes while the link is busy, in order, and hands it on as far as the link goes", () => {
    const { link, outbox } = outboxOn({ room: 1 });
    for (const value of [1, 2, 3, 4]) outbox.send(frame(value));
    expect(link.sent).toEqual([1]);
    link.room = 2;
    outbox.drain();
    expect(link.sent).toEqual([1, 2, 3]);
    expect(outbox.bytes).toBe(1);
    link.room = 5;
    outbox.drain();
    expect(link.sent).toEqual([1, 2, 3, 4]);
    expect(outbox.bytes).toBe(0);
  });

  it("copies what waits: the buffer may be used again", () => {
    const { link, outbox } = outboxOn({ room: 1 });
    outbox.send(frame(1));
    const scratch = frame(2);
    outbox.send(scratch);
    scratch.fill(9);
    link.room = 1;
    outbox.drain();
    expect(link.sent).toEqual([1, 2]);
  });

  it("lets urgent frames overtake what waits, in their own order", () => {
    const { link, outbox } = outboxOn({ room: 1 });
    for (const value of [1, 2, 3]) outbox.send(frame(value));
    outbox.sendUrgent(frame(11));
    outbox.sendUrgent(frame(12));
    link.room = 5;
    outbox.drain();
    expect(link.sent).toEqual([1, 11, 12, 2, 3]);
    expect(outbox.bytes).toBe(0);
  });

  it("keeps an urgent frame behind the one that introduces what it is about, and only that one", () => {
    const { link, outbox } = outboxOn({ room: 1 });
    const call = {};
    outbox.send(frame(1));
    outbox.send(frame(2), call);
    outbox.sendUrgent(frame(12), call);
    outbox.sendUrgent(frame(13), {});
    link.room = 9;
    outbox.drain();
    expect(link.sent).toEqual([1, 13, 2, 12]);
  });

  it("lets an urgent frame overtake again once what introduces its subject is out", () => {
    const { link, outbox } = outboxOn({ room: 1 });
    const call = {};
    outbox.send(frame(1));
    outbox.send(frame(2), call);
    outbox.send(frame(3));
    link.room = 1;
    outbox.drain();
    outbox.sendUrgent(frame(12), call);
    link.room = 9;
    outbox.drain();
    expect(link.sent).toEqual([1, 2, 12, 3]);
  });
});

describe("room in the outbox", () => {
  it("is there below the limit and not at it", () => {
    const { outbox } = outboxOn({ room: 1, capacity: 3 });
    outbox.send(frame(1));
    outbox.send(frame(2, 2));
    expect(outbox.hasRoom).toBe(true);
    outbox.send(frame(3));
    expect(outbox.hasRoom).toBe(false);
  });

  it("is there for one frame larger than the whole outbox, when it is empty", () => {
    const { link, outbox } = outboxOn({ room: 1, capacity: 3 });
    outbox.send(frame(1));
    expect(outbox.hasRoom).toBe(true);
    outbox.send(frame(2, 50));
    expect(outbox.hasRoom).toBe(false);
    link.room = 1;
    outbox.drain();
    expect(outbox.hasRoom).toBe(true);
    expect(link.sent).toEqual([1, 2]);
  });

  it("is announced to who found none, once, when half of it is free again", () => {
    const { link, outbox, told } = outboxOn({ room: 1, capacity: 4 });
    for (const value of [1, 2, 3, 4, 5]) outbox.send(frame(value));
    expect(outbox.hasRoom).toBe(false);
    link.room = 2;
    outbox.drain();
    expect([outbox.bytes, told.room]).toEqual([2, 0]);
    link.room = 1;
    outbox.drain();
    expect([outbox.bytes, told.room]).toEqual([1, 1]);
    link.room = 1;
    outbox.drain();
    expect(told.room).toBe(1);
  });

  it("is not announced to nobody", () => {
    const { link, outbox, told } = outboxOn({ room: 1, capacity: 2 });
    outbox.send(frame(1));
    outbox.send(frame(2));
    link.room = 9;
    outbox.drain();
    expect(told.room).toBe(0);
  });
});

describe("the end of the outbox", () => {
  it("that is closed hands over all that waits, whatever the link says, and takes nothing more", () => {
    const { link, outbox } = outboxOn({ room: 1 });
    for (const value of [1, 2, 3]) outbox.send(frame(value));
    outbox.sendUrgent(frame(11));
    outbox.close();
    outbox.send(frame(4));
    outbox.sendUrgent(frame(12));
    expect(link.sent).toEqual([1, 11, 2, 3]);
    expect(outbox.bytes).toBe(0);
  });

  it("that is discarded drops what waits and takes nothing more", () => {
    const { link, outbox } = outboxOn({ room: 1 });
    for (const value of [1, 2]) outbox.send(frame(value));
    outbox.discard();
    outbox.send(frame(3));
    link.room = 9;
    outbox.drain();
    expect(link.sent).toEqual([1]);
    expect(outbox.bytes).toBe(0);
  });

  it("comes quietly when the link is over and has not said so yet", () => {
    const { link, outbox } = outboxOn();
    link.failure = new LinkError("closed", "over");
    outbox.send(frame(1));
    link.failure = null;
    outbox.send(frame(2));
    expect(link.sent).toEqual([]);
  });

  it("comes quietly in the middle of a drain, with nothing left to count", () => {
    const { link, outbox, told } = outboxOn({ room: 1, capacity: 2 });
    for (const value of [1, 2, 3]) outbox.send(frame(value));
    expect(outbox.hasRoom).toBe(false);
    link.failure = new LinkError("closed", "over");
    outbox.drain();
    expect(outbox.bytes).toBe(0);
    expect(told.room).toBe(0);
  });

  it("does not hide an error that is ours, such as a frame above the limit", () => {
    const { link, outbox } = outboxOn();
    link.failure = new LinkError("frame-too-large", "too large");
    expect(() => outbox.send(frame(1))).toThrow("too large");
    link.failure = new TypeError("a bug");
    expect(() => outbox.send(frame(1))).toThrow("a bug");
  });
});
