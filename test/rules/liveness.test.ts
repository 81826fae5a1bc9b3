import { describe, expect, it } from "vitest";
import { channel, defineService, t } from "../../runtime/index.ts";
import { settled } from "../runtime/raw-peer.ts";
import { accepting, answer, caller, kinds } from "./peers.ts";

const Room = defineService("Room", { say: t.method([t.u8], t.u8), produce: t.method([t.tx(t.u8)], t.unit) });

async function withVirtual() {
  const { client: root, peer, session } = await caller(Room);
  const opened = session.open(Room);
  await peer.hear("OpenConnection");
  peer.say(accepting(1));
  return { root, client: await opened, peer, session };
}

describe("the handles of a connection", () => {
  it("[rpc.caller.liveness.refcounted] [rpc.caller.liveness.last-drop-closes-connection] share one count, whose end closes it", async () => {
    const { client, peer, session } = await withVirtual();
    const other = session.connections.at(-1)?.client(Room);
    await client.close();
    await client.close();
    await settled();
    expect(kinds(peer)).toEqual([]);
    const said = other?.say(1);
    peer.say(answer(await peer.hear("Request"), 0, 5));
    expect(await said).toBe(5);
    await other?.close();
    expect(await peer.hear("CloseConnection")).toEqual({ kind: "CloseConnection", connection: 1, metadata: [] });
  });

  it("[rpc.caller.liveness.refcounted] count a channel too for as long as it is bound", async () => {
    const { client, peer } = await withVirtual();
    const [tx, rx] = channel(t.u8);
    void client.produce(tx);
    peer.say(answer(await peer.hear("Request"), 0));
    await client.close();
    await settled();
    expect(kinds(peer)).toEqual([]);
    await rx.return();
    await settled();
    expect(kinds(peer)).toEqual(["ResetChannel", "CloseConnection"]);
  });
});

describe("the handles of the root", () => {
  it("[rpc.caller.liveness.root-internal-close] end without a word for connection 0 while another one lives", async () => {
    const { root, client, peer, session } = await withVirtual();
    await root.close();
    await settled();
    expect([kinds(peer), peer.isOver]).toEqual([[], false]);
    expect(session.actor.getSnapshot().context.phase).toBe("lingering");
    void client.say(1);
    expect((await peer.hear("Request")).connection).toBe(1);
  });

  it("[rpc.caller.liveness.root-teardown-condition] end the session with the last virtual connection, not before", async () => {
    const { root, client, peer, session } = await withVirtual();
    await root.close();
    await client.close();
    await peer.end();
    expect(kinds(peer)).toEqual(["CloseConnection"]);
    expect(await session.closed).toMatchObject({ cause: "released" });
    const held = await withVirtual();
    await held.client.close();
    await held.peer.hear("CloseConnection");
    await settled();
    expect(held.peer.isOver).toBe(false);
  });
});
