import { describe, expect, it } from "vitest";
import type { InspectionEvent } from "xstate";
import { defineService, type Handlers, type Metadata, NO_PROPAGATE, SENSITIVE, t } from "../../runtime/index.ts";
import { answer, call, callee, caller, two } from "./peers.ts";

const Notes = defineService("Notes", { send: t.method([], t.unit), relay: t.method([], t.unit) });

function entry(key: string, flags = 0n) {
  return { key, value: `value of ${key}`, flags };
}

/** Handlers that write down what they are sent, and send it back. */
function noting() {
  const seen: Metadata[] = [];
  const note: Handlers<typeof Notes.types>["send"] = (context) => {
    seen.push(context.metadata);
    context.responseMetadata = context.metadata;
  };
  return { seen, handlers: { send: note, relay: note } satisfies Handlers<typeof Notes.types> };
}

describe("metadata", () => {
  it("[rpc.metadata] travels with a call and with its answer, each of them its own", async () => {
    const { client, peer } = await caller(Notes);
    const sent = client.send({ metadata: [entry("question")] });
    const request = await peer.hear("Request");
    expect(request.metadata).toEqual([entry("question")]);
    peer.say({ ...answer(request, 0), metadata: [entry("reply")] });
    await sent;
    expect(sent.metadata).toEqual([entry("reply")]);
  });

  it("[rpc.metadata.value] is text, bytes or a u64, and nothing else leaves", async () => {
    const { seen, handlers } = noting();
    const { client } = await two(Notes, handlers);
    const values = ["", "héllo 世界", new Uint8Array([0, 255]), 0n, 2n ** 64n - 1n];
    await client.send({ metadata: values.map((value) => ({ key: "k", value })) });
    expect(seen[0]?.map(({ value }) => value)).toEqual(values);
    for (const value of [-1n, 2n ** 64n, "\ud800"]) {
      await expect(client.send({ metadata: { k: value } })).rejects.toThrow();
    }
    expect(seen.length).toBe(1);
  });

  it("[rpc.metadata.keys] has keys of any Unicode text, apart by case", async () => {
    const { seen, handlers } = noting();
    const { client } = await two(Notes, handlers);
    const keys = ["trace-id", "Trace-Id", "TRACE-ID", "schlüssel", "鍵", ""];
    await client.send({ metadata: keys.map((key) => entry(key)) });
    expect(seen[0]?.map(({ key }) => key)).toEqual(keys);
  });

  it("[rpc.metadata.duplicates] keeps every entry of a key, in order, there and back", async () => {
    const { seen, handlers } = noting();
    const { client } = await two(Notes, handlers);
    const metadata = [entry("a"), entry("b"), { ...entry("a"), value: "again" }, entry("a")];
    const sent = client.send({ metadata });
    await sent;
    expect([seen[0], sent.metadata]).toEqual([metadata, metadata]);
  });

  it("[rpc.metadata.unknown] with keys that nobody knows changes nothing", async () => {
    const { peer } = await callee(Notes, noting().handlers, { profile: "strict" });
    peer.say(call(Notes, "send", { metadata: [entry("roam-future", 1n << 63n), entry("")] }));
    expect([...(await peer.hear("Response")).ret]).toEqual([0]);
  });

  it("[rpc.metadata.flags] arrives with all its flags, those reserved included, and has none of its own accord", async () => {
    const { seen, handlers } = noting();
    const { client } = await two(Notes, handlers);
    const all = [entry("a", SENSITIVE), entry("b", NO_PROPAGATE), entry("c", 2n ** 64n - 1n), entry("d")];
    await client.send({ metadata: all });
    await client.send({ metadata: { plain: "value" } });
    expect(seen[0]).toEqual(all);
    expect(seen[1]?.map(({ flags }) => flags)).toEqual([0n]);
  });

  it("[rpc.metadata.flags.no-propagate] goes no further by itself: a call made by a handler carries its own alone", async () => {
    const { seen, handlers } = noting();
    const downstream = await two(Notes, handlers);
    const { client } = await two(Notes, {
      send: () => {},
      relay: () => downstream.client.send({ metadata: [entry("own")] }),
    });
    await client.relay({ metadata: [entry("secret", NO_PROPAGATE), entry("trace")] });
    expect(seen).toEqual([[entry("own")]]);
  });

  it("[rpc.metadata.flags.sensitive] is shown to no inspector of the actors", async () => {
    const shown: string[] = [];
    const plain = (_: string, value: unknown) => (typeof value === "bigint" ? String(value) : value);
    const note = (seen: InspectionEvent) => {
      const { event, snapshot } = { event: undefined, snapshot: undefined, ...seen };
      shown.push(JSON.stringify({ event, snapshot }, plain));
    };
    const { seen, handlers } = noting();
    const options = { inspect: note, metadata: [{ key: "token", value: "hunter2", flags: SENSITIVE }] };
    const { client, session } = await two(Notes, handlers, { connect: options, serve: { inspect: note } });
    await client.send({ metadata: options.metadata });
    await session.close();
    expect(seen).toEqual([options.metadata]);
    expect(shown.length).toBeGreaterThan(10);
    expect(shown.join()).not.toContain("hunter2");
  });
});
