import { describe, expect, it } from "vitest";
import { CallGivenUpError, ConnectionEndedError, connect, serve } from "../../../runtime/index.ts";
import { connectionOf } from "../../../runtime/service/client.ts";
import type { Handlers } from "../../../runtime/service/handlers.ts";
import type { Request } from "../../../runtime/wire/index.ts";
import { idOf, Shapes } from "../fixture.ts";
import { RawPeer, settled } from "../raw-peer.ts";

const OK_UNIT = new Uint8Array([0]);
const CANCELLED = new Uint8Array([1, 3]);

async function caller(settings: { maxConcurrentRequests?: number } = {}, options = {}) {
  const [link, peer] = RawPeer.pair();
  const connecting = connect(link, Shapes, options);
  await peer.welcome(settings);
  const client = await connecting;
  return { client, peer, connection: connectionOf(client) };
}

const answer = ({ request }: Request, ret: Uint8Array) =>
  ({ kind: "Response", connection: 0, request, channels: [], metadata: [], ret }) as const;

describe("a call that we make", () => {
  it("[rpc.request] [rpc.response] carries id, method, arguments and metadata, and settles on its Response", async () => {
    const { client, peer } = await caller();
    const call = client.add(2, 3, {
      metadata: [
        { key: "a", value: 1n },
        { key: "a", value: 2n },
      ],
    });
    const request = await peer.hear("Request");
    expect(request).toMatchObject({ connection: 0, request: 1, method: idOf("add"), channels: [] });
    expect([...request.args]).toEqual([4, 6]);
    expect(request.metadata.map(({ key, value }) => [key, value])).toEqual([
      ["a", 1n],
      ["a", 2n],
    ]);
    peer.say({ ...answer(request, new Uint8Array([0, 10])), metadata: [{ key: "took", value: "long", flags: 0n }] });
    expect(await call).toBe(5);
    expect(call.metadata).toEqual([{ key: "took", value: "long", flags: 0n }]);
  });

  it("[rpc.request.id-allocation] takes ids 1, 3, 5 as the odd side", async () => {
    const { client, peer } = await caller();
    void client.wait();
    void client.wait();
    expect([(await peer.hear("Request")).request, (await peer.hear("Request")).request]).toEqual([1, 3]);
    peer.link.destroy();
  });

  it("[rpc.cancel] tells the counterpart, rejects at once, and swallows the Response that comes after", async () => {
    const { client, peer, connection } = await caller();
    const call = client.wait();
    const request = await peer.hear("Request");
    call.cancel();
    call.cancel();
    await expect(call).rejects.toThrow(CallGivenUpError);
    expect(await peer.hear("CancelRequest")).toMatchObject({ request: request.request });
    expect(connection.requests.live).toBe(1);
    expect(call.actor?.getSnapshot().value).toBe("cancelling");
    peer.say(answer(request, CANCELLED));
    await settled();
    expect(connection.requests.live).toBe(0);
    expect(call.actor?.getSnapshot()).toMatchObject({ value: "cancelled", status: "done" });
    const next = client.add(1, 1);
    peer.say(answer(await peer.hear("Request"), new Uint8Array([0, 4])));
    expect(await next).toBe(2);
  });

  it("times out with the wait in the error, and tells the counterpart", async () => {
    const { client, peer } = await caller();
    const call = client.wait({ timeoutMs: 20 });
    await expect(call).rejects.toMatchObject({ code: "timed-out", requestId: 1, state: "awaitingResponse" });
    await peer.hear("CancelRequest");
  });

  it("stops at once when its signal is aborted, with the reason as the cause", async () => {
    const { client } = await caller();
    const controller = new AbortController();
    const call = client.wait({ signal: controller.signal });
    controller.abort(new Error("enough"));
    await expect(call).rejects.toMatchObject({ code: "cancelled", cause: new Error("enough") });
    await expect(client.wait({ signal: controller.signal })).rejects.toMatchObject({ code: "cancelled" });
  });

  it("[rpc.flow-control.max-concurrent-requests] waits for a slot when the counterpart's limit is reached", async () => {
    const { client, peer } = await caller({ maxConcurrentRequests: 2 });
    const calls = [client.wait(), client.wait(), client.wait()];
    const first = await peer.hear("Request");
    await peer.hear("Request");
    await settled();
    expect(peer.heard).toEqual([]);
    expect(calls[2]?.actor?.getSnapshot().value).toBe("queued");
    peer.say(answer(first, OK_UNIT));
    expect((await peer.hear("Request")).request).toBe(5);
    peer.link.destroy();
  });

  it("cancelled while queued is never sent", async () => {
    const { client, peer } = await caller({ maxConcurrentRequests: 1 });
    void client.wait();
    const queued = client.wait();
    queued.cancel();
    await expect(queued).rejects.toMatchObject({ code: "cancelled" });
    peer.say(answer(await peer.hear("Request"), OK_UNIT));
    await settled();
    expect(peer.heard).toEqual([]);
  });

  it("[rpc.response.one-per-request] ends the session when a second Response comes for one id", async () => {
    for (const profile of ["strict", "compat"]) {
      const { client, peer } = await caller({}, { profile });
      const call = client.wait();
      const request = await peer.hear("Request");
      peer.say(answer(request, OK_UNIT), answer(request, OK_UNIT));
      await call;
      await peer.expectProtocolError("rpc.response.one-per-request");
    }
  });

  it("names the command that compares definitions when the method is unknown there", async () => {
    const { client, peer } = await caller();
    const call = client.add(1, 2);
    peer.say(answer(await peer.hear("Request"), new Uint8Array([1, 1])));
    await expect(call).rejects.toThrow(/roam-xstate ids/);
  });

  it("[rpc.error.scope] keeps a Response that does not decode to itself", async () => {
    const { client, peer } = await caller();
    const call = client.add(1, 2);
    peer.say(answer(await peer.hear("Request"), new Uint8Array([0, 0xff])));
    await expect(call).rejects.toMatchObject({ code: "invalid-response" });
    const next = client.add(1, 1);
    peer.say(answer(await peer.hear("Request"), new Uint8Array([0, 4])));
    expect(await next).toBe(2);
  });
});

describe("a call that we answer", () => {
  const call = (request: number, method: bigint, args: number[] = [], channels: number[] = []) =>
    ({
      kind: "Request",
      connection: 0,
      request,
      method,
      channels,
      metadata: [],
      args: new Uint8Array(args),
    }) as const;

  const handlers = (wait: Handlers<typeof Shapes.types>["wait"]): Handlers<typeof Shapes.types> => ({
    add: (a, b, context) => {
      context.responseMetadata = context.metadata;
      return a + b;
    },
    divide: (a, b) => (b === 0n ? { ok: false, error: { tag: "DivisionByZero" } } : { ok: true, value: a / b }),
    sum: async (numbers) => {
      let total = 0n;
      for await (const n of numbers) total += BigInt(n);
      return total;
    },
    generate: () => {},
    wait,
    fail: () => {
      throw new Error("secret");
    },
  });

  async function callee(options = {}, wait: Handlers<typeof Shapes.types>["wait"] = () => new Promise(() => {})) {
    const [link, peer] = RawPeer.pair();
    const errors: unknown[] = [];
    const onHandlerError = (error: unknown) => errors.push(error);
    const server = await serve(link, Shapes, handlers(wait), { onHandlerError, ...options });
    await peer.introduce();
    return { server, peer, errors };
  }

  it("[rpc.handler] [rpc.metadata.duplicates] runs its handler and sends metadata back in order", async () => {
    const { peer } = await callee();
    const metadata = [
      { key: "k", value: "1", flags: 0n },
      { key: "k", value: "2", flags: 8n },
    ];
    peer.say({ ...call(1, idOf("add"), [4, 6]), metadata });
    const response = await peer.hear("Response");
    expect([...response.ret]).toEqual([0, 10]);
    expect(response.metadata).toEqual(metadata);
  });

  it("[rpc.fallible] sends the method's own error as User", async () => {
    const { peer } = await callee();
    peer.say(call(1, idOf("divide"), [20, 0]));
    expect([...(await peer.hear("Response")).ret]).toEqual([1, 0, 0]);
  });

  it("[rpc.unknown-method] answers UnknownMethod and goes on", async () => {
    const { peer } = await callee();
    peer.say(call(1, 42n), call(3, idOf("add"), [2, 2]));
    expect([...(await peer.hear("Response")).ret]).toEqual([1, 1]);
    expect([...(await peer.hear("Response")).ret]).toEqual([0, 4]);
  });

  it("[rpc.fallible.roam-error] answers InvalidPayload for arguments that do not decode, and for bytes left over", async () => {
    const { peer } = await callee();
    peer.say(call(1, idOf("add"), [4]), call(3, idOf("add"), [4, 6, 0]));
    expect([...(await peer.hear("Response")).ret]).toEqual([1, 2]);
    expect([...(await peer.hear("Response")).ret]).toEqual([1, 2]);
  });

  it("answers Cancelled when the handler throws, and tells only our side why", async () => {
    const { peer, errors } = await callee();
    peer.say(call(1, idOf("fail")));
    expect([...(await peer.hear("Response")).ret]).toEqual([1, 3]);
    expect(errors).toEqual([new Error("secret")]);
  });

  it("answers Cancelled when the handler's result does not fit its method", async () => {
    const { peer, errors } = await callee();
    peer.say(call(1, idOf("add"), [0xfe, 0xff, 0xff, 0xff, 0x0f, 2]));
    expect([...(await peer.hear("Response")).ret]).toEqual([1, 3]);
    expect(String(errors[0])).toContain("i32");
  });

  it("[rpc.cancel] aborts the handler's signal and answers Cancelled exactly once", async () => {
    let signal: AbortSignal | undefined;
    const { peer } = await callee({}, (context) => {
      signal = context.signal;
      return new Promise((resolve) => context.signal.addEventListener("abort", () => resolve()));
    });
    peer.say(call(1, idOf("wait")));
    await settled();
    peer.say({ kind: "CancelRequest", connection: 0, request: 1, metadata: [] });
    peer.say({ kind: "CancelRequest", connection: 0, request: 1, metadata: [] });
    expect([...(await peer.hear("Response")).ret]).toEqual([1, 3]);
    await settled();
    expect(signal?.aborted).toBe(true);
    expect(peer.heard).toEqual([]);
    peer.say({ kind: "CancelRequest", connection: 0, request: 1, metadata: [] });
    peer.say(call(3, idOf("add"), [2, 2]));
    expect([...(await peer.hear("Response")).ret]).toEqual([0, 4]);
  });

  it("[rpc.request.id-allocation] takes a Call of the wrong parity in compat and ends the session in strict", async () => {
    const lenient = await callee({ profile: "compat" });
    lenient.peer.say(call(2, idOf("add"), [2, 2]));
    expect([...(await lenient.peer.hear("Response")).ret]).toEqual([0, 4]);
    const strict = await callee({ profile: "strict" });
    strict.peer.say(call(2, idOf("add"), [2, 2]));
    await strict.peer.expectProtocolError("rpc.request.id-allocation");
  });

  it("[rpc.request.id-allocation] ends the session when an id in flight is used again", async () => {
    const { peer } = await callee();
    peer.say(call(1, idOf("wait")), call(1, idOf("wait")));
    await peer.expectProtocolError("rpc.request.id-allocation");
  });

  it("[rpc.flow-control.max-concurrent-requests] takes the 64th unanswered Call and refuses the 65th in strict", async () => {
    const { peer } = await callee({ profile: "strict" });
    for (let id = 1; id < 128; id += 2) peer.say(call(id, idOf("wait")));
    await settled();
    expect(peer.heard).toEqual([]);
    peer.say(call(129, idOf("wait")));
    await peer.expectProtocolError("rpc.flow-control.max-concurrent-requests");
  });

  it("lets Calls wait in compat, runs 64 at a time, and answers Cancelled, unrun, beyond the limit", async () => {
    const running: (() => void)[] = [];
    const wait = () => new Promise<void>((resolve) => running.push(resolve));
    const { peer } = await callee({ limits: { waitingCalls: 2 } }, wait);
    for (let id = 1; id < 128 + 6; id += 2) peer.say(call(id, idOf("wait")));
    expect(await peer.hear("Response")).toMatchObject({ request: 133, ret: CANCELLED });
    expect(running.length).toBe(64);
    running[0]?.();
    await peer.hear("Response");
    expect(running.length).toBe(65);
  });

  it("runs 4,096 waiting synchronous handlers without growing the stack", async () => {
    const gate: (() => void)[] = [];
    let ran = 0;
    const wait = () => {
      ran++;
      return gate.length < 1 ? new Promise<void>((resolve) => gate.push(resolve)) : undefined;
    };
    const { peer } = await callee({ limits: { handlers: 1 } }, wait as never);
    for (let id = 1; id <= 4096 * 2; id += 2) peer.say(call(id, idOf("wait")));
    await settled();
    expect(ran).toBe(1);
    gate[0]?.();
    await settled();
    expect(ran).toBe(4096);
    expect(peer.heard.length).toBe(4096);
  });
});

describe("the end of the link", () => {
  it("rejects a queued and a sent call with cause and state", async () => {
    const { client, peer } = await caller({ maxConcurrentRequests: 1 });
    const sent = client.wait();
    const queued = client.wait();
    await peer.hear("Request");
    peer.link.destroy();
    await expect(sent).rejects.toThrow(ConnectionEndedError);
    await expect(sent).rejects.toMatchObject({ code: "link-lost", state: "awaitingResponse" });
    await expect(queued).rejects.toMatchObject({ code: "link-lost", state: "queued" });
  });
});
