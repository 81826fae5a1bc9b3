import { describe, expect, it } from "vitest";
import type { Connection } from "../../runtime/driver/connection.ts";
import { channel, t } from "../../runtime/index.ts";
import { clientOf } from "../../runtime/service/client.ts";
import type { Metadata } from "../../runtime/wire/index.ts";
import { dispatcher, expectAlive, expectQuiet, type Meeting, meet, SETTINGS } from "./meeting.ts";
import { Odds } from "./odds.ts";
import { Testbed } from "./testbed.ts";

const settings = { parity: "odd", maxConcurrentRequests: 64 } as const;
const refuse: Metadata = [{ key: "refuse", value: 1n, flags: 0n }];
const acceptAll = (connection: Connection) => {
  const ours = { parity: "even", maxConcurrentRequests: 64 } as const;
  connection.accept(dispatcher("testbed"), ours, []);
};

async function open({ driver }: Meeting, service: "testbed" | null = null): Promise<Connection> {
  const connection = driver.connections.open(settings, [], service === null ? null : dispatcher(service));
  await connection.opened;
  return connection;
}

async function opened(meeting: Meeting): Promise<number> {
  return Number((await meeting.rust.askRecord("open")).opened);
}

describe.each(SETTINGS)("$name: virtual connections", (setting) => {
  it("[rpc.virtual-connection.open] we open: calls in both directions, then we close", async () => {
    const meeting = await meet(setting, { rust: ["--virtuals"] });
    const connection = await open(meeting, "testbed");
    expect(await clientOf(connection, Testbed).echo("over there")).toBe("over there");
    expect(await meeting.rust.ask(`on ${connection.id} echo 5`)).toBe(5);
    expect(meeting.driver.snapshot().context.connections).toBe(2);
    connection.close();
    expect(await meeting.rust.event("closed")).toMatchObject({ connection: connection.id });
    expect(await connection.closed).toMatchObject({ cause: "closedHere" });
    await expectAlive(meeting);
    expectQuiet(meeting);
  });

  it("[connection.open.rejection] we open: rejected, with metadata that says why", async () => {
    const meeting = await meet(setting, { rust: ["--virtuals"] });
    const connection = meeting.driver.connections.open(settings, refuse, null);
    await expect(connection.opened).rejects.toMatchObject({
      metadata: [{ key: "reason", value: "as asked", flags: 0n }],
    });
    await expectAlive(meeting);
    expectQuiet(meeting);
  });

  it("[connection.open.rejection] we open: rejected where nobody accepts", async () => {
    const meeting = await meet(setting);
    await expect(meeting.driver.connections.open(settings, [], null).opened).rejects.toMatchObject({ metadata: [] });
    expectQuiet(meeting);
  });

  it("we open: they close under a running call and a stream", async () => {
    const meeting = await meet(setting, { rust: ["--virtuals", "--serve", "odds"] });
    const connection = await open(meeting);
    const odds = clientOf(connection, Odds);
    const [tx, rx] = channel(t.u32);
    const read = async () => {
      for await (const _ of rx);
    };
    const lost = [odds.slow(60_000), odds.endless(tx), read()].map((waiting) =>
      expect(waiting).rejects.toMatchObject({ code: "closed-by-counterpart" }),
    );
    await meeting.transcript.until(/^> #\d+ Grant/);
    await meeting.rust.ask(`close ${connection.id}`);
    await Promise.all(lost);
    expect(await connection.closed).toMatchObject({ cause: "closedThere" });
    expect(await meeting.odds.letter("x")).toBe("x");
    expectQuiet(meeting);
  });

  it("[rpc.virtual-connection.accept] they open: calls in both directions, then they close", async () => {
    const meeting = await meet(setting, { onOpen: acceptAll });
    const id = await opened(meeting);
    expect(await meeting.rust.ask(`on ${id} sum 100`)).toBe(4_950);
    const connection = meeting.driver.connections.get(id);
    if (connection === undefined) throw new TypeError("no connection");
    expect(await clientOf(connection, Testbed).reverse("abc")).toBe("cba");
    await meeting.rust.ask(`close ${id}`);
    expect(await connection.closed).toMatchObject({ cause: "closedThere" });
    expectQuiet(meeting);
  });

  it("they open: we reject", async () => {
    const meeting = await meet(setting, { onOpen: (connection) => connection.reject([]) });
    expect(await meeting.rust.ask("open")).toEqual({ rejected: true });
    await expectAlive(meeting);
    expectQuiet(meeting);
  });

  it("[connection.close.semantics] they open: we close under their stream, and drop what crosses", async () => {
    const meeting = await meet(setting, { onOpen: acceptAll });
    const id = await opened(meeting);
    const streaming = expect(meeting.rust.ask(`on ${id} generate 100000000`)).rejects.toThrow("Cancelled");
    await meeting.transcript.until(/^< #\d+ Grant/);
    meeting.driver.connections.get(id)?.close();
    await streaming;
    await expectAlive(meeting);
    expectQuiet(meeting);
  });

  it("D-R17: a call on a connection that is over is dropped here and never resolves there", async () => {
    const meeting = await meet(setting, { onOpen: acceptAll, rust: ["--hold"], limits: { closeMs: 50 } });
    const id = await opened(meeting);
    meeting.driver.connections.get(id)?.close();
    await meeting.rust.event("closed");
    meeting.rust.tell(`on ${id} echo 1`);
    await meeting.transcript.until(/^< #\d+ Call/);
    await expectAlive(meeting);
    expectQuiet(meeting);
    expect(meeting.transcript.count(/^> #\d+ Response/)).toBe(0);
  });

  it("twenty at once, each with its own ids", async () => {
    const meeting = await meet(setting, { rust: ["--virtuals"] });
    const connections = await Promise.all(Array.from({ length: 20 }, () => open(meeting)));
    const words = await Promise.all(connections.map((one, i) => clientOf(one, Testbed).echo(`on ${i}`)));
    expect(words).toEqual(connections.map((_, i) => `on ${i}`));
    for (const connection of connections) connection.close();
    await Promise.all(connections.map(({ closed }) => closed));
    await expectAlive(meeting);
    expectQuiet(meeting);
  });
});
