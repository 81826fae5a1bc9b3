import { describe, expect, it } from "vitest";
import { type Client, type Connection, channel, type IncomingConnection, t } from "../../runtime/index.ts";
import { expectAlive, expectQuiet, type Meeting, meet, SETTINGS } from "./meeting.ts";
import { Odds } from "./odds.ts";
import { Testbed } from "./testbed.ts";
import { testbedHandlers } from "./testbed-handlers.ts";

const accept = (incoming: IncomingConnection) => void incoming.accept(Testbed, testbedHandlers);
const serveTestbed = { serve: [Testbed, testbedHandlers] } as const;

/** Our side of the virtual connection with this id, or of the only one. */
function ours({ session }: Meeting, id?: number): Connection {
  const found = session.connections.find((connection) => (id === undefined ? connection.id > 0 : connection.id === id));
  if (found === undefined) throw new TypeError("no such connection");
  return found;
}

/** Has Rust open a connection; its id. */
async function opened(meeting: Meeting): Promise<number> {
  return Number((await meeting.rust.askRecord("open")).opened);
}

describe.each(SETTINGS)("$name: virtual connections", (setting) => {
  it("[rpc.virtual-connection.open] we open: calls in both directions, then we close", async () => {
    const meeting = await meet(setting, { rust: ["--virtuals"] });
    const testbed = await meeting.session.open(Testbed, serveTestbed);
    const { id, closed } = ours(meeting);
    expect(await testbed.echo("over there")).toBe("over there");
    expect(await meeting.rust.ask(`on ${id} echo 5`)).toBe(5);
    expect(meeting.driver.snapshot().context.connections).toBe(2);
    await testbed.close();
    expect(await meeting.rust.event("closed")).toMatchObject({ connection: id });
    expect(await closed).toMatchObject({ cause: "released" });
    expect(meeting.transcript.afterHello).toEqual([
      `> #${id} OpenConnection odd 64`,
      `< #${id} AcceptConnection even 64`,
      `> #${id} Call 1 echo [] 0a6f766572207468657265`,
      `< #${id} Response 1 000a6f766572207468657265`,
      ...[0, 1, 2, 3, 4].flatMap((i) => [
        `< #${id} Call ${2 * i + 2} echo [] 026d3${i}`,
        `> #${id} Response ${2 * i + 2} 00026d3${i}`,
      ]),
      `> #${id} CloseConnection`,
    ]);
    await expectAlive(meeting);
    expectQuiet(meeting);
  });

  it("[connection.open.rejection] we open: rejected, with metadata that says why", async () => {
    const meeting = await meet(setting, { rust: ["--virtuals"] });
    const reason = { metadata: [{ key: "reason", value: "as asked", flags: 0n }] };
    await expect(meeting.session.open(Testbed, { metadata: { refuse: 1n } })).rejects.toMatchObject(reason);
    const id = setting.weInitiate ? 1 : 2;
    expect(meeting.transcript.afterHello).toEqual([`> #${id} OpenConnection odd 64`, `< #${id} RejectConnection`]);
    await expectAlive(meeting);
    expectQuiet(meeting);
  });

  it("[connection.open.rejection] we open: rejected where nobody accepts", async () => {
    const meeting = await meet(setting);
    await expect(meeting.session.open(Testbed)).rejects.toMatchObject({ metadata: [] });
    expectQuiet(meeting);
  });

  it("we open: they close under a running call and a stream", async () => {
    const meeting = await meet(setting, { rust: ["--virtuals", "--serve", "odds"] });
    const odds = await meeting.session.open(Odds);
    const { id, closed } = ours(meeting);
    const [tx, rx] = channel(t.u32);
    const read = async () => {
      for await (const _ of rx);
    };
    const lost = [odds.slow(60_000), odds.endless(tx), read()].map((waiting) =>
      expect(waiting).rejects.toMatchObject({ code: "closed-by-counterpart" }),
    );
    await meeting.transcript.until(/^> #\d+ Grant/);
    await meeting.rust.ask(`close ${id}`);
    await Promise.all(lost);
    expect(await closed).toMatchObject({ cause: "closedThere" });
    expect(await meeting.odds.letter("x")).toBe("x");
    expectQuiet(meeting);
  });

  it("[rpc.virtual-connection.accept] they open: calls in both directions, then they close", async () => {
    const meeting = await meet(setting, { onConnection: accept });
    const id = await opened(meeting);
    expect(await meeting.rust.ask(`on ${id} sum 100`)).toBe(4_950);
    const connection = ours(meeting, id);
    expect(await connection.client(Testbed).reverse("abc")).toBe("cba");
    await meeting.rust.ask(`close ${id}`);
    expect(await connection.closed).toMatchObject({ cause: "closedThere" });
    expect(meeting.transcript.matching(/Connection/)).toEqual([
      `< #${id} OpenConnection odd 64`,
      `> #${id} AcceptConnection even 64`,
      `< #${id} CloseConnection`,
    ]);
    expectQuiet(meeting);
  });

  it("they open: we reject", async () => {
    const meeting = await meet(setting, { onConnection: (incoming) => incoming.reject() });
    expect(await meeting.rust.ask("open")).toEqual({ rejected: true });
    await expectAlive(meeting);
    expectQuiet(meeting);
  });

  it("[connection.close.semantics] they open: we close under their stream, and drop what crosses", async () => {
    const meeting = await meet(setting, { onConnection: accept });
    const id = await opened(meeting);
    const streaming = expect(meeting.rust.ask(`on ${id} generate 100000000`)).rejects.toThrow("Cancelled");
    await meeting.transcript.until(/^< #\d+ Grant/);
    await ours(meeting, id).close();
    await streaming;
    // Nothing of ours after our CloseConnection; what comes after it crossed.
    expect(meeting.transcript.matching(/^> #/).at(-1)).toBe(`> #${id} CloseConnection`);
    await expectAlive(meeting);
    expectQuiet(meeting);
  });

  it("D-R17: a call on a connection that is over is dropped here and never resolves there", async () => {
    const meeting = await meet(setting, { onConnection: accept, rust: ["--hold"], limits: { closeMs: 50 } });
    const id = await opened(meeting);
    await ours(meeting, id).close();
    await meeting.rust.event("closed");
    meeting.rust.tell(`on ${id} echo 1`);
    await meeting.transcript.until(/^< #\d+ Call/);
    await expectAlive(meeting);
    expectQuiet(meeting);
    expect(meeting.transcript.count(/^> #\d+ Response/)).toBe(0);
  });

  it("twenty at once, each with its own ids", async () => {
    const meeting = await meet(setting, { rust: ["--virtuals"] });
    const clients: Client<typeof Testbed.types>[] = [];
    // One after the other: a burst of them locks Rust up over WebSocket.
    for (let i = 0; i < 20; i++) clients.push(await meeting.session.open(Testbed));
    const ended = meeting.session.connections.filter(({ id }) => id > 0).map(({ closed }) => closed);
    const words = clients.map((_, i) => `on ${i}`);
    expect(await Promise.all(clients.map((client, i) => client.echo(`on ${i}`)))).toEqual(words);
    expect(ended).toHaveLength(20);
    for (const client of clients) await client.close();
    await Promise.all(ended);
    await expectAlive(meeting);
    expectQuiet(meeting);
  });

  it("[connection.parity] ids of the parity that the opener chose", async () => {
    const meeting = await meet(setting, { rust: ["--virtuals"] });
    const even = await meeting.session.open(Testbed, { settings: { parity: "even" }, ...serveTestbed });
    expect(await even.echo("even")).toBe("even");
    await meeting.transcript.until(/^> #\d+ Call 2 echo/);
    expect(await meeting.rust.ask(`on ${ours(meeting).id} echo 1`)).toBe(1);
    await meeting.transcript.until(/^< #\d+ Call 1 echo/);
    await even.close();
    await expectAlive(meeting);
    expectQuiet(meeting);
  });
});
