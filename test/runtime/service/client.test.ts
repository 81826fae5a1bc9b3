import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { Call, connect, defineService, memoryPair, serve, sessionOf, t } from "../../../runtime/index.ts";
import { idle } from "../driver/idle-handlers.ts";
import { Shapes } from "../fixture.ts";
import { RawPeer, settled } from "../raw-peer.ts";

async function client() {
  const [near, far] = memoryPair();
  const server = await serve(far, Shapes, idle);
  return { client: await connect(near, Shapes), server };
}

describe("a client", () => {
  it("[rpc.caller] has exactly the methods of its service as string keys", async () => {
    const { client: shapes } = await client();
    expect(Object.keys(shapes)).toEqual([...Shapes.methods.keys()]);
    const listed: string[] = [];
    for (const key in shapes) listed.push(key);
    expect(listed).toEqual([...Shapes.methods.keys()]);
    await shapes.close();
  });

  it("has `close` beside them, which is not listed", async () => {
    const { client: shapes } = await client();
    expect(Object.getOwnPropertyDescriptor(shapes, "close")).toMatchObject({ enumerable: false });
    expect({ ...shapes }).not.toHaveProperty("close");
    await shapes.close();
    await shapes.close();
  });

  it("inherits nothing that could be taken for a method", async () => {
    const { client: shapes } = await client();
    expect(Object.getPrototypeOf(shapes)).toBeNull();
    expect("toString" in shapes).toBe(false);
    await shapes.close();
  });

  it("leaves the name `close` to a service that has such a method", async () => {
    const Door = defineService("Door", { close: t.method([t.string], t.string) });
    const [near, far] = memoryPair();
    const server = await serve(far, Door, { close: (how) => `closed ${how}` });
    const door = await connect(near, Door);
    expect(Object.keys(door)).toEqual(["close"]);
    expect(await door.close("softly")).toBe("closed softly");
    expect(await door.close("again")).toBe("closed again");
    await door[Symbol.asyncDispose]();
    await expect(door.close("late")).rejects.toMatchObject({ code: "closed" });
    await server.close();
  });

  it("may be awaited, returned, listed and printed without a call being made", async () => {
    const [link, peer] = RawPeer.pair();
    const connecting = connect(link, Shapes);
    await peer.welcome();
    const shapes = await connecting;
    expect(await shapes).toBe(shapes);
    expect(await Promise.resolve(shapes)).toBe(shapes);
    expect(await (async () => shapes)()).toBe(shapes);
    inspect(shapes, { showHidden: true, getters: true });
    JSON.stringify(shapes);
    await settled();
    expect(peer.heard).toEqual([]);
    peer.link.destroy();
  });

  it("refuses what TypeScript would not let pass, before anything is sent, by a call that can be cancelled", async () => {
    const { client: shapes } = await client();
    for (const given of [[1], [1, 2, {}, "more"], [1, 2, "options"], [1, 2, null], [1, 2, { timeoutMs: -1 }], []]) {
      const call: unknown = Reflect.apply(shapes.add, undefined, given);
      if (!(call instanceof Call)) throw new Error("a call");
      call.cancel();
      await expect(call).rejects.toMatchObject({ code: "misuse", message: expect.stringContaining("Shapes.add") });
    }
    expect(await shapes.add(1, 2, undefined)).toBe(3);
    await shapes.close();
  });

  it("is disposed of by `await using` as by `close`", async () => {
    const { client: shapes } = await client();
    const { closed } = sessionOf(shapes);
    {
      await using _disposed = shapes;
    }
    expect((await closed).cause).toMatch(/released|closedHere/);
  });

  it("rejects calls after it was closed, as calls that can be cancelled like any other", async () => {
    const { client: shapes } = await client();
    await shapes.close();
    const call = shapes.add(1, 2);
    expect(call).toBeInstanceOf(Call);
    call.cancel();
    await expect(call).rejects.toMatchObject({ code: "closed" });
  });

  it("does so too while another client holds the connection", async () => {
    const { client: shapes } = await client();
    const [root] = sessionOf(shapes).connections;
    if (root === undefined) throw new Error("there is a root connection");
    const other = root.client(Shapes);
    await shapes.close();
    const call = shapes.add(1, 2);
    expect(call).toBeInstanceOf(Call);
    call.cancel();
    await expect(call).rejects.toMatchObject({ code: "closed" });
    expect(await other.add(1, 2)).toBe(3);
    await other.close();
  });
});
