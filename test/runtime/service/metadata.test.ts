import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { connect, DEFAULT_LIMITS, memoryPair, NO_PROPAGATE, SENSITIVE, serve } from "../../../runtime/index.ts";
import { type MetadataInit, metadataOf } from "../../../runtime/service/metadata.ts";
import { idle } from "../driver/idle-handlers.ts";
import { Shapes } from "../fixture.ts";

const SECRET = "hunter2-the-sentinel";
const SECRET_BYTES = new TextEncoder().encode(SECRET);

/** Whose `wait` handler sends back what it was sent, and whose `fail` fails knowing it. */
async function echoing() {
  const [near, far] = memoryPair();
  const errors: unknown[] = [];
  await serve(
    far,
    Shapes,
    {
      ...idle,
      wait: (context) => {
        context.responseMetadata = context.metadata;
      },
      fail: () => {
        throw new Error("no");
      },
    },
    { onHandlerError: (error) => errors.push(error) },
  );
  return { client: await connect(near, Shapes), errors };
}

describe("metadata as users write it", () => {
  it("is none when nothing is given", () => {
    expect(metadataOf(undefined)).toEqual([]);
  });

  it("may be a record: its keys in order, without flags", () => {
    expect(metadataOf({ b: 1n, a: "x" })).toEqual([
      { key: "b", value: 1n, flags: 0n },
      { key: "a", value: "x", flags: 0n },
    ]);
  });

  it("[rpc.metadata.duplicates] may be entries: order, duplicates and flags kept", () => {
    const entries = [
      { key: "k", value: "1" },
      { key: "k", value: "2", flags: NO_PROPAGATE },
      { key: "a", value: "3", flags: 1n << 40n },
    ];
    expect(metadataOf(entries)).toEqual(entries.map((entry) => ({ flags: 0n, ...entry })));
  });
});

describe("metadata on the way", () => {
  it("[rpc.metadata] [rpc.metadata.value] arrives and comes back: strings, bytes and u64, in order, keys as they are", async () => {
    const { client } = await echoing();
    const metadata = [
      { key: "trace-id", value: "a\uFEFFb", flags: 0n },
      { key: "Trace-Id", value: new Uint8Array([0, 255]), flags: 0n },
      { key: "trace-id", value: 2n ** 64n - 1n, flags: 0n },
      { key: "", value: "", flags: 0n },
    ];
    const call = client.wait({ metadata });
    await call;
    expect(call.metadata).toEqual(metadata);
    await client.close();
  });

  it("[rpc.metadata.flags] keeps flags that nobody knows, all 64 bits", async () => {
    const { client } = await echoing();
    const flags = [SENSITIVE, NO_PROPAGATE, SENSITIVE | NO_PROPAGATE, 1n << 17n, 2n ** 64n - 1n];
    const call = client.wait({ metadata: flags.map((bits) => ({ key: "k", value: "v", flags: bits })) });
    await call;
    expect(call.metadata.map((entry) => entry.flags)).toEqual(flags);
    await client.close();
  });

  it("[rpc.metadata.unknown] is ignored by who does not know its keys", async () => {
    const { client } = await echoing();
    expect(await client.add(1, 2, { metadata: { "no-such-key": "x" } })).toBe(3);
    await client.close();
  });

  it("is empty until the answer is there, and stays for who asks later", async () => {
    const { client } = await echoing();
    const call = client.wait({ metadata: { k: "v" } });
    expect(call.metadata).toEqual([]);
    await call;
    await client.add(1, 1, { metadata: { other: "w" } });
    expect(call.metadata.map(({ key }) => key)).toEqual(["k"]);
    await client.close();
  });

  it("of one entry or byte too many rejects its own call and nothing else", async () => {
    const { client } = await echoing();
    const entries = (count: number) => Array.from({ length: count }, () => ({ key: "k", value: "v" }));
    await client.wait({ metadata: entries(DEFAULT_LIMITS.metadataEntries) });
    await expect(client.wait({ metadata: entries(DEFAULT_LIMITS.metadataEntries + 1) })).rejects.toThrow(/128/);
    await expect(client.wait({ metadata: { k: "x".repeat(DEFAULT_LIMITS.metadataBytes) } })).rejects.toThrow(/16384/);
    expect(await client.add(1, 2)).toBe(3);
    await client.close();
  });
});

describe("SENSITIVE metadata", () => {
  const sensitive = { key: "token", flags: SENSITIVE };

  /** Everything there is to see of an error. */
  const shown = (error: unknown) =>
    inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true, getters: true });

  it("[rpc.metadata.flags.sensitive] shows in no error of a call, however it fails", async () => {
    const { client, errors } = await echoing();
    const metadata = [
      { ...sensitive, value: SECRET },
      { ...sensitive, value: SECRET_BYTES },
    ];
    const controller = new AbortController();
    const failing = [
      client.fail({ metadata }),
      client.wait({ metadata, signal: AbortSignal.abort() }),
      client.wait({ metadata, signal: controller.signal }),
      client.add(2 ** 40, 0, { metadata }),
      client.wait({ metadata: [...metadata, ...Array(200).fill({ ...sensitive, value: SECRET })] }),
      client.wait({ metadata: [{ ...sensitive, value: SECRET.repeat(5_000) }] }),
      client.wait({ metadata: [{ ...sensitive, value: SECRET, flags: -1n }] }),
    ];
    controller.abort();
    await client.close();
    failing.push(client.wait({ metadata }));
    const results = await Promise.allSettled(failing);
    expect(results.map(({ status }) => status)).toEqual(failing.map(() => "rejected"));
    for (const text of [...results, ...errors].map(shown)) {
      expect(text).not.toContain(SECRET);
      expect(text).not.toContain(SECRET_BYTES.slice(0, 6).join(", "));
    }
  });

  it("shows in no error about metadata of a wrong shape", async () => {
    const { client } = await echoing();
    const wrong: unknown[] = [
      [{ ...sensitive, value: { secret: SECRET } }],
      [{ ...sensitive, value: [SECRET] }],
      [{ key: { SECRET }, value: SECRET, flags: SENSITIVE }],
      [{ ...sensitive, value: SECRET, flags: SECRET }],
      [{ ...sensitive, value: Symbol(SECRET) }],
      [SECRET],
      [{ ...sensitive, value: `${SECRET}\uD800` }],
    ];
    for (const metadata of wrong) {
      const call = client.wait({ metadata: metadata as MetadataInit });
      const error: unknown = await call.then(
        () => undefined,
        (reason: unknown) => reason,
      );
      expect(error).toBeInstanceOf(Error);
      expect(shown(error)).not.toContain(SECRET);
    }
    await client.close();
  });
});
