import { describe, expect, it } from "vitest";
import { connect, type Metadata, serve, sessionOf } from "../../../runtime/index.ts";
import { encodeMessage, type Message, Writer } from "../../../runtime/wire/index.ts";
import { idle } from "../driver/idle-handlers.ts";
import { Shapes } from "../fixture.ts";
import { call, callee, caller, open, response } from "../peers.ts";
import { RawPeer } from "../raw-peer.ts";

const entries = (count: number): Metadata =>
  Array.from({ length: count }, (_, n) => ({ key: `k${n}`, value: 1n, flags: 0n }));
/** Metadata of one entry with exactly so many bytes: lengths of key and value, kind and flags take 6. */
const sized = (bytes: number): Metadata => [{ key: "k", value: "x".repeat(bytes - 6), flags: 0n }];

const over: readonly (readonly [limit: string, figure: number, fits: Metadata, tooMuch: Metadata])[] = [
  ["metadataEntries", 128, entries(128), entries(129)],
  ["metadataBytes", 16_384, sized(16_384), sized(16_385)],
];

describe("metadata at the limit, and beyond it, that we send", () => {
  for (const [limit, figure, fits, tooMuch] of over) {
    const breach = { name: "LimitError", code: "limit", limit, figure };

    it(`goes with a call, and does not: ${limit}`, async () => {
      const { client, peer } = await caller();
      const sent = client.add(1, 1, { metadata: fits });
      const { request, metadata } = await peer.hear("Request");
      expect(metadata).toEqual(fits);
      await expect(client.add(1, 1, { metadata: tooMuch })).rejects.toMatchObject({ ...breach, connectionId: 0 });
      expect(peer.heard).toEqual([]);
      peer.say(response(request, 0, 4));
      expect(await sent).toBe(2);
    });

    it(`goes with an answer, and makes it Cancelled: ${limit}`, async () => {
      let given: Metadata = fits;
      const { peer, errors } = await callee(
        {},
        {
          add: (a, b, context) => {
            context.responseMetadata = given;
            return a + b;
          },
        },
      );
      peer.say(call(1, "add", { args: [2, 2] }));
      expect((await peer.hear("Response")).metadata).toEqual(fits);
      given = tooMuch;
      peer.say(call(3, "add", { args: [2, 2] }));
      expect([...(await peer.hear("Response")).ret]).toEqual([1, 3]);
      expect(errors).toMatchObject([{ ...breach, requestId: 3 }]);
    });

    it(`goes with Hello and with the answer to it, and does not: ${limit}`, async () => {
      const [link, peer] = RawPeer.pair();
      await expect(connect(link, Shapes, { metadata: tooMuch })).rejects.toMatchObject(breach);
      await expect(serve(link, Shapes, idle, { metadata: tooMuch })).rejects.toMatchObject(breach);
      void connect(link, Shapes, { metadata: fits }).catch(() => {});
      expect((await peer.hear("Hello")).metadata).toEqual(fits);
    });

    it(`goes with a connection that opens, is accepted, rejected or closed, and does not: ${limit}`, async () => {
      const { client, peer } = await caller();
      const session = sessionOf(client);
      await expect(session.open(Shapes, { metadata: tooMuch })).rejects.toMatchObject(breach);
      expect(session.connections.length).toBe(1);
      const opened = session.open(Shapes, { metadata: fits });
      const { connection, metadata } = await peer.hear("OpenConnection");
      expect(metadata).toEqual(fits);
      const settings = { parity: "even", maxConcurrentRequests: 64 } as const;
      peer.say({ kind: "AcceptConnection", connection, settings, metadata: [] });
      await opened;
      const virtual = session.connections.at(-1);
      await expect(virtual?.close(tooMuch)).rejects.toMatchObject({ ...breach, connectionId: 1 });
      await virtual?.close(fits);
      expect((await peer.hear("CloseConnection")).metadata).toEqual(fits);
    });

    it(`goes with our verdict on a connection, and does not: ${limit}`, async () => {
      const thrown: unknown[] = [];
      const { peer } = await callee({
        onConnection: (incoming) => {
          const decide = (metadata: Metadata) =>
            incoming.id === 1 ? incoming.accept({ metadata }) : incoming.reject(metadata);
          try {
            decide(tooMuch);
          } catch (error) {
            thrown.push(error);
          }
          decide(fits);
        },
      });
      peer.say(open(1), open(3));
      expect((await peer.hear("AcceptConnection")).metadata).toEqual(fits);
      expect((await peer.hear("RejectConnection")).metadata).toEqual(fits);
      expect(thrown).toMatchObject([breach, breach]);
    });
  }

  it("is measured in bytes as they travel, not in characters", async () => {
    const { client, peer } = await caller({ limits: { metadataBytes: 1_000 } });
    for (const [fits, tooMuch] of [
      [{ k: "é".repeat(496) }, { k: "é".repeat(498) }],
      [{ ["é".repeat(496)]: "v" }, { ["é".repeat(498)]: "v" }],
    ] as const) {
      void client.wait({ metadata: fits }).catch(() => {});
      await peer.hear("Request");
      await expect(client.wait({ metadata: tooMuch })).rejects.toMatchObject({ limit: "metadataBytes" });
    }
  });

  it("may be more where both limits say so", async () => {
    const { client, peer } = await caller({ limits: { metadataEntries: 200 } });
    void client.wait({ metadata: entries(128) });
    expect((await peer.hear("Request")).metadata.length).toBe(128);
  });

  it("is an invalid value where it is no metadata at all", async () => {
    const { client } = await caller();
    const wrong = { k: 3 };
    await expect(client.wait({ metadata: Object(wrong) })).rejects.toMatchObject({ code: "invalid-value" });
  });
});

describe("metadata at the limit, and beyond it, that we receive", () => {
  for (const [limit, figure, fits, tooMuch] of over) {
    const breach = `limit ${limit} is ${figure}`;

    it(`is taken with a Call, and ends the session: ${limit}`, async () => {
      const { peer } = await callee();
      sayRaw(peer, call(1, "add", { args: [2, 2], metadata: fits }));
      await peer.hear("Response");
      sayRaw(peer, call(3, "add", { args: [2, 2], metadata: tooMuch }));
      expect(await peer.expectProtocolError("session.message")).toContain(breach);
    });

    it(`is taken with a Hello, and ends the session: ${limit}`, async () => {
      for (const [metadata, isTaken] of [
        [fits, true],
        [tooMuch, false],
      ] as const) {
        const [link, peer] = RawPeer.pair();
        await serve(link, Shapes, idle);
        const settings = { parity: "odd", maxConcurrentRequests: 64 } as const;
        sayRaw(peer, { kind: "Hello", connection: 0, version: 7, settings, metadata });
        if (isTaken) await peer.hear("HelloYourself");
        else expect(await peer.expectProtocolError("session.message")).toContain(breach);
      }
    });
  }
});

/** As a counterpart that knows no limits. */
function sayRaw(peer: RawPeer, message: Message): void {
  const writer = new Writer();
  encodeMessage(writer, message, { entries: 1e6, bytes: 1e6 });
  peer.link.send(writer.view());
}
