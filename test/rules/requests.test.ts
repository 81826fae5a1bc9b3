import { describe, expect, it } from "vitest";
import { channel, defineService, type Handlers, t } from "../../runtime/index.ts";
import { settled } from "../runtime/raw-peer.ts";
import { accepting, answer, call, callee, caller, closing, item, kinds, two } from "./peers.ts";

const Work = defineService("Work", {
  double: t.method([t.u8], t.u8),
  check: t.fallible([t.u8], t.u8, t.string),
  collect: t.method([t.rx(t.u8)], t.u8),
  produce: t.method([t.tx(t.u8)], t.unit),
});
const idle: Handlers<typeof Work.types> = {
  double: (n) => 2 * n,
  check: (n) => ({ ok: true, value: n }),
  collect: () => 0,
  produce: () => {},
};

/** A number that each call waits for, set free by the test. */
function gates() {
  const open = new Map<number, () => void>();
  const pass = (n: number) => new Promise<void>((resolve) => open.set(n, resolve));
  return { open, pass };
}

describe("the RPC layer", () => {
  it("[rpc] lives on connections: a call belongs to one, and its answer to the same", async () => {
    const { peer, session } = await caller(Work);
    const connecting = session.open(Work);
    await peer.hear("OpenConnection");
    peer.say(accepting(1));
    const beside = await connecting;
    const sum = beside.double(4);
    const request = await peer.hear("Request");
    expect(request.connection).toBe(1);
    peer.say({ ...answer(request, 0, 9), connection: 0 });
    await peer.expectProtocolError("rpc.response");
    await expect(sum).rejects.toMatchObject({ code: "protocol-violation" });
  });
});

describe("a call", () => {
  it("[rpc.request] [rpc.response] carries method, arguments and metadata there, and value and metadata back", async () => {
    const { peer } = await callee(Work, {
      ...idle,
      double: (n, context) => {
        context.responseMetadata = context.metadata;
        return 2 * n;
      },
    });
    const metadata = [{ key: "k", value: "v", flags: 0n }];
    peer.say(call(Work, "double", { request: 5, args: [21], metadata }));
    expect(await peer.hear("Response")).toEqual({
      ...{ kind: "Response", connection: 0, request: 5, channels: [], metadata },
      ret: new Uint8Array([0, 42]),
    });
  });

  it("[rpc.response] may be answered with channel ids, which mean nothing", async () => {
    const { client, peer } = await caller(Work);
    const doubled = client.double(1);
    peer.say({ ...answer(await peer.hear("Request"), 0, 2), channels: [7] });
    expect(await doubled).toBe(2);
  });

  it("[rpc.pipelining] does not wait for the answers of those before it", async () => {
    const { client, peer } = await caller(Work);
    const calls = [1, 2, 3, 4].map((n) => client.double(n));
    const requests = [];
    for (const _ of calls) requests.push(await peer.hear("Request"));
    for (const request of requests.toReversed()) peer.say(answer(request, 0, request.request));
    expect(await Promise.all(calls)).toEqual([1, 3, 5, 7]);
  });

  it("[rpc.pipelining] runs beside those before it, and is answered when it is done", async () => {
    const { open, pass } = gates();
    const { peer } = await callee(Work, {
      ...idle,
      double: async (n) => {
        await pass(n);
        return n;
      },
    });
    for (const n of [1, 3, 5]) peer.say(call(Work, "double", { request: n, args: [n] }));
    await settled();
    expect([...open.keys()]).toEqual([1, 3, 5]);
    for (const n of [3, 5, 1]) {
      open.get(n)?.();
      expect((await peer.hear("Response")).request).toBe(n);
    }
  });

  it("[rpc.response.one-per-request] that is cancelled while it is answered has one answer", async () => {
    const { open, pass } = gates();
    const { peer } = await callee(Work, {
      ...idle,
      double: async (n) => {
        await pass(n);
        return n;
      },
    });
    peer.say(call(Work, "double", { args: [1] }));
    await settled();
    open.get(1)?.();
    peer.say({ kind: "CancelRequest", connection: 0, request: 1, metadata: [] });
    await settled();
    expect(kinds(peer)).toEqual(["Response"]);
  });
});

describe("the error of a call", () => {
  const failing: Handlers<typeof Work.types> = {
    ...idle,
    double: () => {
      throw new Error("secret");
    },
    check: () => ({ ok: false, error: "too small" }),
  };

  it("[rpc.fallible.roam-error] is User, UnknownMethod, InvalidPayload or Cancelled", async () => {
    const { peer } = await callee(Work, failing, { onHandlerError: () => {} });
    const wrong = { ...call(Work, "double", { request: 3 }), method: 1n };
    peer.say(call(Work, "check", { args: [1] }), wrong, call(Work, "double", { request: 5, args: [] }));
    peer.say(call(Work, "double", { request: 7, args: [1] }));
    const answers = [];
    for (const _ of [1, 3, 5, 7]) answers.push([...(await peer.hear("Response")).ret].slice(0, 2));
    expect(answers).toEqual([
      [1, 0],
      [1, 1],
      [1, 2],
      [1, 3],
    ]);
  });

  it("[rpc.fallible.roam-error] reaches its caller under a name of its own", async () => {
    const { client, peer } = await caller(Work);
    const codes = { 1: "unknown-method", 2: "invalid-payload", 3: "cancelled-by-callee" };
    for (const [kind, code] of Object.entries(codes)) {
      const doubled = client.double(1);
      peer.say(answer(await peer.hear("Request"), 1, Number(kind)));
      await expect(doubled).rejects.toMatchObject({ code });
    }
    const checked = client.check(1);
    peer.say(answer(await peer.hear("Request"), 1, 0, 1, 0x78));
    expect(await checked).toEqual({ ok: false, error: "x" });
  });

  it("[rpc.error.scope] touches neither the calls beside it nor the connection", async () => {
    const { open, pass } = gates();
    const running: Handlers<typeof Work.types> = {
      ...failing,
      collect: async () => {
        await pass(0);
        return 9;
      },
      produce: () => {},
    };
    const { client, session } = await two(Work, running, { serve: { onHandlerError: () => {} } });
    const Other = defineService("Work", { missing: t.method([], t.unit) });
    const [, rx] = channel(t.u8);
    const beside = client.collect(rx);
    await expect(client.double(1)).rejects.toMatchObject({ code: "cancelled-by-callee" });
    await expect(session.connections[0]?.client(Other).missing()).rejects.toMatchObject({ code: "unknown-method" });
    expect(await client.check(1)).toEqual({ ok: false, error: "too small" });
    open.get(0)?.();
    expect(await beside).toBe(9);
  });
});

describe("a cancelled call", () => {
  it("[rpc.cancel.channels] leaves its channels to the handler that still holds them", async () => {
    const got: number[] = [];
    const { peer } = await callee(Work, {
      ...idle,
      collect: async (numbers) => {
        for await (const n of numbers) got.push(n);
        return 0;
      },
      produce: (out, { signal }) =>
        new Promise((resolve) => {
          signal.addEventListener("abort", () => resolve(out.send(8)));
        }),
    });
    peer.say(call(Work, "collect", { channels: [1] }), call(Work, "produce", { request: 3, channels: [3] }));
    await settled();
    for (const request of [1, 3]) peer.say({ kind: "CancelRequest", connection: 0, request, metadata: [] });
    peer.say(item(1, 5), closing(1));
    await settled();
    expect(got).toEqual([5]);
    expect(await peer.hear("ChannelItem")).toEqual(item(3, 8));
    expect(kinds(peer)).toEqual(["Response", "Response"]);
  });
});
