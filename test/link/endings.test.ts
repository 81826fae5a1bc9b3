import { afterEach, describe, expect, it } from "vitest";
import { LinkError } from "../../runtime/link/link-error.ts";
import { PAIRS, type Pair } from "./pairs.ts";
import { patterned, type Recorder, record, turns } from "./recorder.ts";

describe.each(PAIRS)("the end of a $kind link", ({ make, tellsDestroyed }) => {
  let open: Pair | undefined;

  async function started(maxPayload?: number): Promise<Pair & { atA: Recorder; atB: Recorder }> {
    open = await make(maxPayload);
    return { ...open, atA: record(open.a), atB: record(open.b) };
  }

  afterEach(async () => {
    await open?.close();
    open = undefined;
  });

  it("[link.tx.close] delivers everything sent before the close, then the end, to both", async () => {
    const { a, atA, atB } = await started();
    for (let i = 0; i < 50; i++) a.send(patterned(20_000, i));
    a.close();
    a.close();
    await Promise.all([atA.end(), atB.end()]);
    expect(atB.payloads.length).toBe(50);
    expect([atA.errors, atB.errors]).toEqual([[undefined], [undefined]]);
  });

  it("[link.tx.close] sends nothing after the close", async () => {
    const { a, atA } = await started();
    a.close();
    expect(() => a.send(Uint8Array.of(1))).toThrow(LinkError);
    await atA.end();
    expect(() => a.send(Uint8Array.of(1))).toThrow(/the link is over/);
  });

  it("[link.split] still delivers what the counterpart sends until its own end", async () => {
    open = await make();
    const { a, b } = open;
    const atA = record(a);
    const atB = record(b, () => b.send(patterned(100_000)));
    a.send(Uint8Array.of(1));
    a.close();
    await Promise.all([atA.end(), atB.end()]);
    expect(atA.payloads.map((bytes) => bytes.length)).toEqual([100_000]);
    expect(atA.errors).toEqual([undefined]);
  });

  it("[link.rx.eof] reports the end once, also when both sides close and destroy", async () => {
    const { a, b, atA, atB } = await started();
    a.close();
    b.close();
    await Promise.all([atA.end(), atB.end()]);
    a.destroy();
    b.close();
    b.destroy();
    await turns(3);
    expect([atA.ends, atB.ends]).toEqual([1, 1]);
  });

  it("[link.rx.eof] ends both sides when one is destroyed, never from inside the call", async () => {
    const { a, atA, atB } = await started();
    a.destroy();
    expect(atA.ends).toBe(0);
    await Promise.all([atA.end(), atB.end()]);
    expect(atA.error?.code).toBe("destroyed");
    if (tellsDestroyed) expect(atB.error?.code).toBe("lost");
    expect(() => a.send(Uint8Array.of(1))).toThrow(LinkError);
    await turns(3);
    expect([atA.ends, atB.ends]).toEqual([1, 1]);
  });

  it("[link.rx.eof] tells a link that is started after its end that it is over", async () => {
    open = await make();
    open.a.destroy();
    const atA = record(open.a);
    await atA.end();
    await turns(2);
    expect(atA.errors.map((error) => error?.code)).toEqual(["destroyed"]);
  });

  it("delivers nothing after a destroy from inside a delivery", async () => {
    open = await make();
    const { a, b } = open;
    const atB = record(b, () => b.destroy());
    record(a);
    for (let i = 0; i < 20; i++) a.send(Uint8Array.of(i));
    await atB.end();
    await turns(2);
    expect(atB.payloads.length).toBe(1);
  });
});
