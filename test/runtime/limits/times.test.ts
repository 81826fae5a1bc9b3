import { describe, expect, it } from "vitest";
import { connect, HandlerLeakedError, serve } from "../../../runtime/index.ts";
import { idle } from "../driver/idle-handlers.ts";
import { VirtualClock } from "../driver/virtual-clock.ts";
import { Shapes } from "../fixture.ts";
import { call, callee, caller, cancel, response } from "../peers.ts";
import { RawPeer, settled } from "../raw-peer.ts";

/** A timer runs at most a tick late. */
const TICK = 8;

describe("handshakeMs", () => {
  it("ends a session whose Hello does not come, with the limit in the ProtocolError", async () => {
    const clock = new VirtualClock();
    const [link, peer] = RawPeer.pair();
    const [session] = (await serve(link, Shapes, idle, { clock })).sessions;
    clock.advance(5_000 - TICK);
    expect(session?.driver.session.state).toBe("awaitingHello");
    clock.advance(2 * TICK);
    expect(await peer.expectProtocolError("session.handshake")).toContain("limit handshakeMs is 5000");
  });

  it("leaves a session alone whose Hello comes in time", async () => {
    const clock = new VirtualClock();
    const [link, peer] = RawPeer.pair();
    const [session] = (await serve(link, Shapes, idle, { clock })).sessions;
    clock.advance(5_000 - TICK);
    await peer.introduce();
    clock.advance(60_000);
    expect(session?.driver.session.state).toBe("established");
  });

  it("is one deadline for the hook that decides, too", async () => {
    const clock = new VirtualClock();
    const [link, peer] = RawPeer.pair();
    await serve(link, Shapes, idle, { clock, onSession: () => new Promise(() => {}) });
    clock.advance(4_000);
    const settings = { parity: "odd", maxConcurrentRequests: 64 } as const;
    peer.say({ kind: "Hello", connection: 0, version: 7, settings, metadata: [] });
    await settled();
    clock.advance(1_000 + TICK);
    await peer.expectProtocolError("session.handshake");
  });

  it("ends `connect` with who had to act", async () => {
    const clock = new VirtualClock();
    const [link, peer] = RawPeer.pair();
    const connecting = connect(link, Shapes, { clock, limits: { handshakeMs: 400 } });
    const refused = expect(connecting).rejects.toMatchObject({
      code: "handshake-timeout",
      state: "awaitingHelloYourself",
      message: expect.stringMatching(
        /limit handshakeMs is 400\. the session over memory a has been awaiting HelloYourself for 4\d\d ms: the other side must answer the handshake$/,
      ),
    });
    await peer.hear("Hello");
    clock.advance(400 + TICK);
    await peer.expectProtocolError("session.handshake");
    await refused;
  });
});

describe("giveUpMs", () => {
  it("frees the slot of a cancelled call whose Response does not come, and swallows it if it does", async () => {
    const clock = new VirtualClock();
    const { client, peer, connection } = await caller({ clock }, { maxConcurrentRequests: 1 });
    const first = client.wait();
    const { request } = await peer.hear("Request");
    first.cancel();
    await expect(first).rejects.toMatchObject({ code: "cancelled" });
    const second = client.wait();
    clock.advance(30_000 - TICK);
    await settled();
    expect(peer.heard.map(({ kind }) => kind)).toEqual(["CancelRequest"]);
    clock.advance(2 * TICK);
    expect((await peer.hear("Request")).request).toBe(3);
    peer.say(response(request, 0), response(3, 0));
    await second;
    expect(connection.requests.live).toBe(0);
  });

  it("gives the place of a handler that ignores its signal to another, and reports it", async () => {
    const clock = new VirtualClock();
    let ran = 0;
    const wait = () => new Promise<void>(() => ran++);
    const { peer, errors } = await callee({ clock, limits: { handlers: 1 } }, { wait });
    peer.say(call(1, "wait"), cancel(1), call(3, "wait"));
    await settled();
    clock.advance(30_000 - TICK);
    await settled();
    expect([ran, errors]).toEqual([1, []]);
    clock.advance(2 * TICK);
    await settled();
    expect(ran).toBe(2);
    expect(errors).toMatchObject([{ code: "handler-leaked", requestId: 1, connectionId: 0, state: "cancelling" }]);
    expect(errors[0]).toBeInstanceOf(HandlerLeakedError);
    expect(String(errors[0])).toMatch(/was told to stop 30 s ago: our handler must return$/);
  });
});

describe("closeMs", () => {
  it("drops a link whose counterpart does not read", async () => {
    const clock = new VirtualClock();
    const { client, peer, driver } = await caller({ clock });
    peer.link.pause();
    const closing = client.close();
    let isOver = false;
    void driver.closed.then(() => {
      isOver = true;
    });
    clock.advance(2_000 - TICK);
    await settled();
    expect(isOver).toBe(false);
    clock.advance(2 * TICK);
    await closing;
    expect(await driver.closed).toMatchObject({ cause: "released" });
  });
});
