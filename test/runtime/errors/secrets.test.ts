import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import {
  channel,
  connect,
  defineService,
  explain,
  type Metadata,
  SENSITIVE,
  serve,
  sessionOf,
  t,
} from "../../../runtime/index.ts";
import { type Message, Writer } from "../../../runtime/wire/index.ts";
import { RawPeer, settled } from "../raw-peer.ts";

const SENTINEL = "hunter2-sentinel";
const secret: Metadata = [{ key: "authorization", value: SENTINEL, flags: SENSITIVE }];

const Vault = defineService("Vault", {
  put: t.method([t.string], t.string),
  pin: t.method([t.u8], t.u8),
  fail: t.fallible([t.string], t.string, t.string),
  upload: t.method([t.rx(t.string, { credit: 1 })], t.unit),
  download: t.method([t.tx(t.string)], t.unit),
});

const errors: unknown[] = [];
/** Notes what a promise rejects with. */
const note = (promise: Promise<unknown>) =>
  promise.then(
    () => {},
    (error) => errors.push(error),
  );

/** The bytes of a string, as the codec writes it. */
function bytesOf(text: string): Uint8Array {
  const writer = new Writer();
  writer.string(text);
  return writer.take();
}

/** Walks a client through every way of failing that has a payload or metadata at hand. */
async function failEveryWay(): Promise<void> {
  const [link, peer] = RawPeer.pair();
  const connecting = connect(link, Vault, { metadata: secret });
  await peer.welcome();
  const client = await connecting;
  const wrong: unknown = { [SENTINEL]: SENTINEL };
  await note(Reflect.apply(client.put, client, [wrong]));
  await note(Reflect.apply(client.pin, client, [SENTINEL]));
  await note(client.put(SENTINEL, { metadata: [...secret, { key: "big", value: "x".repeat(20_000) }] }));
  await note(client.put(SENTINEL, { metadata: secret, timeoutMs: 1 }));
  const cancelled = client.put(SENTINEL, { metadata: secret });
  cancelled.cancel();
  await note(cancelled);
  const answers: readonly number[][] = [[1, 1], [1, 2], [1, 3], [0, 99, ...bytesOf(SENTINEL)], [9]];
  await settled();
  peer.heard.splice(0);
  for (const ret of answers) {
    const pending = client.put(SENTINEL, { metadata: secret });
    const { request } = await peer.hear("Request");
    const back = new Uint8Array(ret);
    peer.say({ kind: "Response", connection: 0, request, channels: [], metadata: secret, ret: back });
    await note(pending);
  }
  const [tx, rx] = channel(t.string);
  const uploading = client.upload(rx, { metadata: secret });
  await note(Reflect.apply(tx.send, tx, [wrong]));
  const sending = [tx.send(SENTINEL), tx.send(SENTINEL)];
  const [out, texts] = channel(t.string);
  void note(client.download(out));
  const rejected = sessionOf(client).open(Vault, { metadata: secret });
  const { connection } = await peer.hear("OpenConnection");
  peer.say({ kind: "RejectConnection", connection, metadata: secret });
  await note(rejected);
  const [, second] = peer.heard.filter((message) => message.kind === "Request");
  const id = second?.kind === "Request" ? (second.channels[0] ?? 0) : 0;
  const bad = new Uint8Array([200, ...bytesOf(SENTINEL)]);
  peer.say({ kind: "ChannelItem", connection: 0, channel: id, item: bad });
  await note(texts.next());
  errors.push(explain(client), explain(tx), explain(uploading), explain(sessionOf(client)));
  peer.link.destroy();
  await Promise.all([...sending, uploading].map(note));
  await note(client.put(SENTINEL));
}

describe("no error shows a payload or a SENSITIVE value", () => {
  it("[rpc.metadata.flags.sensitive] of a client, to `util.inspect` or as JSON", async () => {
    errors.splice(0);
    await failEveryWay();
    expect(errors.length).toBeGreaterThan(15);
    for (const error of errors) {
      expect(inspect(error, { depth: 10, showHidden: false })).not.toContain(SENTINEL);
      expect(JSON.stringify(error)).not.toContain(SENTINEL);
      expect(String(error)).not.toContain(SENTINEL);
    }
  });

  it("[rpc.metadata.flags.sensitive] of a server that is sent what does not decode", async () => {
    const request = (id: number, name: string, args: Uint8Array): Message => ({
      kind: "Request",
      connection: 0,
      request: id,
      method: Vault.methods.get(name)?.id ?? 0n,
      channels: [],
      metadata: secret,
      args,
    });
    const told: unknown[] = [];
    const [link, peer] = RawPeer.pair();
    const wrong: unknown = { [SENTINEL]: SENTINEL };
    const handlers = {
      put: () => Object(wrong),
      pin: () => Object(wrong),
      fail: () => Object({ ok: false, error: wrong }),
      upload: () => {},
      download: () => {},
    };
    const server = await serve(link, Vault, handlers, { onHandlerError: (error) => told.push(error) });
    const [session] = server.sessions;
    await peer.introduce();
    peer.say(request(1, "put", bytesOf(SENTINEL)), request(3, "fail", bytesOf(SENTINEL)));
    peer.say(request(5, "pin", bytesOf(SENTINEL)));
    await settled();
    expect(told.length).toBe(2);
    for (const error of told) {
      expect(inspect(error, { depth: 10 })).not.toContain(SENTINEL);
      expect(JSON.stringify(error)).not.toContain(SENTINEL);
    }
    peer.link.send(new Uint8Array([0, 99, ...bytesOf(SENTINEL)]));
    expect(await peer.expectProtocolError("session.message")).not.toContain(SENTINEL);
    expect(JSON.stringify(await session?.closed)).not.toContain(SENTINEL);
  });
});
