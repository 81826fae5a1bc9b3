import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import { Driver } from "../../runtime/driver/driver.ts";
import type { IncomingConnection, Link } from "../../runtime/index.ts";
import { policyOf } from "../../runtime/limits.ts";
import { VirtualClock } from "../runtime/driver/virtual-clock.ts";
import { expectAlive, expectQuiet, meet, SETTINGS } from "./meeting.ts";
import { RustPeer } from "./peer.ts";
import { recorded, Transcript } from "./transcript.ts";
import { TRANSPORTS } from "./transports.ts";

// What roam 7.3.0 does wrong with sessions and connections (PROTOCOL.md 11.1), provoked against the live peer.

/** Rust ends a WebSocket without a Close frame (D-L2), which our link takes for a failure. */
const gone = expect.stringMatching(/^link(Ended|Failed)$/);

/** The link, with the first thing we send replaced by these bytes. */
function beginningWith(link: Link, bytes: readonly number[]): Link {
  let isFirst = true;
  const changed = recorded(link, new Transcript());
  return {
    ...changed,
    get buffered() {
      return link.buffered;
    },
    send(payload) {
      const sent = isFirst ? Uint8Array.from(bytes) : payload;
      isFirst = false;
      return changed.send(sent);
    },
  };
}

describe.each(TRANSPORTS)("$name: a handshake that Rust does not like", (transport) => {
  const begin = async (bytes: readonly number[]) => {
    const rust = await RustPeer.start("--link", transport.name, "--listen", transport.free());
    onTestFinished(() => rust.stop());
    const link = beginningWith(await transport.dial(rust.address), bytes);
    const driver = new Driver(link, { role: "initiator", policy: policyOf({}), dispatcher: null });
    return { rust, driver };
  };

  it("D-R3: another version ends the link, without a word", async () => {
    const { rust, driver } = await begin([0, 0, 6, 0, 0x40, 0]);
    await expect(driver.established).rejects.toMatchObject({ code: "link-lost" });
    expect(await rust.event("failed")).toMatchObject({ error: expect.stringContaining("version") });
    expect(await driver.closed).toMatchObject({ cause: gone });
  });

  it("D-R3: another kind ends the link, without a word", async () => {
    const { rust, driver } = await begin([0, 9, 1]);
    await expect(driver.established).rejects.toMatchObject({ code: "link-lost" });
    expect(await rust.event("failed")).toMatchObject({ error: expect.stringContaining("Hello") });
  });

  it("bytes that are no message end the link, without a word", async () => {
    const { rust, driver } = await begin([0, 0x7f]);
    await expect(driver.established).rejects.toMatchObject({ code: "link-lost" });
    await rust.event("failed");
  });
});

describe.each(SETTINGS)("$name: what Rust does with messages that it should not get", (setting) => {
  it("D-R2: goes on after ProtocolError, Hello and HelloYourself", async () => {
    const meeting = await meet(setting);
    const { driver } = meeting;
    const settings = { parity: "odd", maxConcurrentRequests: 1 } as const;
    driver.send({ kind: "ProtocolError", connection: 0, description: "by hand" });
    driver.send({ kind: "Hello", connection: 0, version: 7, settings, metadata: [] });
    driver.send({ kind: "HelloYourself", connection: 0, settings, metadata: [] });
    await expectAlive(meeting);
    expectQuiet(meeting);
  });

  it("D-R5: loses its root to CloseConnection on 0 and answers no more; a timeout of ours ends the wait", async () => {
    const meeting = await meet(setting, { rust: ["--hold"], limits: { closeMs: 50, giveUpMs: 100 } });
    meeting.driver.send({ kind: "CloseConnection", connection: 0, metadata: [] });
    await expect(meeting.testbed.echo("anybody?", { timeoutMs: 50 })).rejects.toMatchObject({ code: "timed-out" });
    meeting.driver.send({ kind: "Ping", connection: 0, nonce: 77n });
    await meeting.transcript.until(/^< Pong 77/);
    expect(meeting.transcript.count(/^< Response/)).toBe(0);
  });

  it("D-R6: answers OpenConnection with a wrong id by RejectConnection", async () => {
    const meeting = await meet(setting, { rust: ["--virtuals"] });
    const wrong = setting.weInitiate ? 2 : 1;
    const settings = { parity: "odd", maxConcurrentRequests: 1 } as const;
    meeting.driver.send({ kind: "OpenConnection", connection: wrong, settings, metadata: [] });
    expect(await meeting.transcript.until(/RejectConnection/)).toBe(`< #${wrong} RejectConnection`);
  });

  it("D-R7: an AcceptConnection too many leaves a connection alive on the wire and closed to its users", async () => {
    const settings = { parity: "even", maxConcurrentRequests: 64 } as const;
    const onConnection = (incoming: IncomingConnection) => {
      const { driver } = incoming.accept().session;
      driver.send({ kind: "AcceptConnection", connection: incoming.id, settings, metadata: [] });
    };
    const meeting = await meet(setting, { onConnection });
    await meeting.rust.ask("open");
    expect(await meeting.rust.event("closed")).toMatchObject({ connection: setting.weInitiate ? 2 : 1 });
    await expectAlive(meeting);
  });

  it("D-R11: cannot close a link whose handles live; ours is gone after closeMs", async () => {
    const meeting = await meet(setting, { rust: ["--hold"], limits: { closeMs: 50 } });
    await expectAlive(meeting);
    await meeting.rust.ask("shutdown");
    await meeting.rust.event("closed");
    await expect(meeting.testbed.echo("gone?", { timeoutMs: 50 })).rejects.toMatchObject({ code: "timed-out" });
    expect(await meeting.driver.close()).toMatchObject({ cause: "closedHere" });
  });

  it("D-R11: keepalive of ours finds out that nobody listens on a link that is open", async () => {
    const clock = new VirtualClock();
    const keepalive = { intervalMs: 1_000, timeoutMs: 1_000 };
    const meeting = await meet(setting, { rust: ["--hold"], limits: { closeMs: 50 }, keepalive, clock });
    await meeting.rust.ask("shutdown");
    await meeting.rust.event("closed");
    const lost = expect(meeting.testbed.echo("gone?")).rejects.toMatchObject({ code: "keepalive-timeout" });
    clock.advance(1_010);
    await meeting.transcript.until(/^> Ping 1/);
    // Time for a Pong, if there were anybody.
    await wait(100);
    expect(meeting.driver.session.state).toBe("established");
    clock.advance(1_010);
    await lost;
    clock.advance(100);
    expect(await meeting.driver.closed).toMatchObject({ cause: "keepaliveTimeout" });
  });

  it("D-R1: bytes that are no message end Rust's session without ProtocolError", async () => {
    const meeting = await meet(setting);
    meeting.driver.link.send(Uint8Array.of(0, 0x7f));
    expect(await meeting.driver.closed).toMatchObject({ cause: gone });
    expect(meeting.transcript.count(/^< ProtocolError/)).toBe(0);
  });
});
