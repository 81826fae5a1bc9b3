import { describe, expect, it } from "vitest";
import { defineService, t } from "../../../runtime/index.ts";
import * as say from "./spoken.ts";
import { Spoken } from "./spoken.ts";

const Streams = defineService("Streams", {
  up: t.method([t.rx(t.u8, { credit: 2 })], t.unit),
  down: t.method([t.tx(t.u8, { credit: 2 })], t.unit),
});
const idOf = (name: "up" | "down") => Streams.methods.get(name)?.id ?? 0n;
const up = () => say.request(1, [1], idOf("up"));
const begun = () => new Spoken().introduced();
const known = () => new Spoken({ service: { Streams } }).introduced();
const pong = (connection: number) => ({ kind: "Pong", connection, nonce: 1n }) as const;
const complaint = (connection: number) => ({ kind: "ProtocolError", connection, description: "rule: why" }) as const;

describe("a tap names the rule that a peer breaks:", () => {
  it.each<[string, () => Spoken, string]>([
    ["a Hello of another version", () => new Spoken().left(say.hello(6)), "left session.handshake"],
    ["a Hello after the handshake", () => begun().left(say.hello()), "left session.handshake"],
    [
      "a Request before the handshake is done",
      () => new Spoken().left(say.hello(), say.request(1)),
      "left session.handshake",
    ],
    ["a Request in place of Hello", () => new Spoken().left(say.request(1)), "left session.handshake"],
    ["a Pong that is not on connection 0", () => begun().right(pong(1)), "right session.message.connection-id"],
    ["a ProtocolError elsewhere", () => begun().right(complaint(1)), "right session.message.connection-id"],
    ["bytes that are no message", () => begun().bytes("right", new Uint8Array([0, 77])), "right session.message"],
    [
      "a connection that was never opened",
      () => begun().right(say.request(2, [], 1n, 9)),
      "right session.message.connection-id",
    ],
    ["an id of the wrong half for a connection", () => begun().left(say.open(2)), "left connection.open"],
    ["an id twice for a connection", () => begun().left(say.open(1), say.open(1)), "left connection.open"],
    [
      "an id again for a connection",
      () => begun().left(say.open(1)).right(say.reject(1)).left(say.open(1)),
      "left connection.open",
    ],
    ["a Request before Accept", () => begun().left(say.open(1), say.request(1, [], 1n, 1)), "left connection.open"],
    ["Accept of the opener's own", () => begun().left(say.open(1), say.accept(1)), "left connection.open"],
    ["Accept twice", () => begun().left(say.open(1)).right(say.accept(1), say.accept(1)), "right connection.open"],
    [
      "Reject after Accept",
      () => begun().left(say.open(1)).right(say.accept(1), say.reject(1)),
      "right connection.open.rejection",
    ],
    [
      "CloseConnection in place of a verdict",
      () => begun().left(say.open(1)).right(say.closing(1)),
      "right connection.root",
    ],
    ["CloseConnection for the root", () => begun().left(say.closing(0)), "left connection.root"],
    [
      "a message after its own CloseConnection",
      () =>
        begun()
          .left(say.open(1))
          .right(say.accept(1))
          .left(say.closing(1), say.request(1, [], 1n, 1)),
      "left connection.close.semantics",
    ],
    [
      "CloseConnection twice",
      () => begun().left(say.open(1)).right(say.accept(1), say.closing(1)).left(say.closing(1), say.closing(1)),
      "left connection.close.semantics",
    ],
    ["a request id in flight", () => begun().left(say.request(1), say.request(1)), "left rpc.request.id-allocation"],
    ["a request id of the wrong half", () => begun().left(say.request(2)), "left rpc.request.id-allocation"],
    ["channel 0", () => begun().left(say.request(1, [0])), "left rpc.channel.allocation"],
    ["a channel twice", () => begun().left(say.request(1, [1, 1])), "left rpc.channel.allocation"],
    [
      "a channel that is in use",
      () => begun().left(say.request(1, [1]), say.request(3, [1])),
      "left rpc.channel.allocation",
    ],
    ["a channel of the wrong half", () => begun().left(say.request(1, [2])), "left rpc.channel.allocation"],
    [
      "more Requests than announced",
      () => new Spoken().introduced(1).left(say.request(1), say.request(3)),
      "left rpc.flow-control.max-concurrent-requests",
    ],
    [
      "a second Response",
      () => begun().left(say.request(1)).right(say.response(1), say.response(1)),
      "right rpc.response.one-per-request",
    ],
    ["a Response to no Request", () => begun().right(say.response(1)), "right rpc.response"],
    ["an Item before its Request", () => begun().left(say.item(1)), "left rpc.channel.item"],
    ["an Item on a channel of no Request", () => begun().left(say.item(2)), "left rpc.channel.item"],
    [
      "an Item after CloseChannel",
      () => begun().left(say.request(1, [1]), say.close(1), say.item(1)),
      "left rpc.channel.close",
    ],
    [
      "CloseChannel twice",
      () => begun().left(say.request(1, [1]), say.close(1), say.close(1)),
      "left rpc.channel.close",
    ],
    ["CloseChannel of no channel", () => begun().right(say.close(1)), "right rpc.channel.close"],
    ["ResetChannel of no channel", () => begun().right(say.reset(1)), "right rpc.channel.reset"],
    ["GrantCredit on no channel", () => begun().right(say.grant(1)), "right rpc.flow-control.credit.grant"],
    [
      "GrantCredit by who sends",
      () => begun().left(say.request(1, [1]), say.item(1), say.grant(1)),
      "left rpc.flow-control.credit.grant",
    ],
    [
      "an Item by who receives",
      () =>
        begun()
          .left(say.request(1, [1]), say.item(1))
          .right(say.item(1)),
      "right rpc.channel.item",
    ],
    [
      "an Item by who receives, as its definition has it",
      () => known().left(up()).right(say.item(1)),
      "right rpc.channel.item",
    ],
    [
      "an Item beyond the credit, where N is known",
      () => known().left(up(), say.item(1), say.item(1), say.item(1)),
      "left rpc.flow-control.credit.exhaustion",
    ],
  ])("%s", (_name, spoken, broken) => {
    expect(spoken().broken).toEqual([broken]);
  });

  it("no more than so many of them in one session", () => {
    const spoken = new Spoken({ limits: { errors: 3 } }).introduced();
    for (let n = 0; n < 10; n++) spoken.right(say.response(1));
    expect(spoken.broken).toEqual([...Array(3).fill("right rpc.response"), "further null"]);
  });
});

it("a tap follows no further what is no roam session", () => {
  const spoken = new Spoken({ limits: { undecodable: 2 } }).introduced();
  for (let n = 0; n < 5; n++) spoken.bytes("left", new Uint8Array([0, 77]));
  spoken.right(say.response(1));
  expect(spoken.broken).toEqual(["left session.message", "left session.message", "too null"]);
});

describe("a tap blames nobody for what crossed:", () => {
  it.each<[string, () => Spoken]>([
    ["CancelRequest and Response", () => begun().left(say.request(1)).right(say.response(1)).left(say.cancel(1))],
    ["Response and CancelRequest", () => begun().left(say.request(1), say.cancel(1)).right(say.response(1))],
    [
      "GrantCredit and CloseChannel",
      () =>
        begun()
          .left(say.request(1, [1]), say.close(1))
          .right(say.grant(1)),
    ],
    [
      "Items and ResetChannel",
      () =>
        begun()
          .left(say.request(1, [1]), say.item(1))
          .right(say.reset(1))
          .left(say.item(1), say.item(1)),
    ],
    [
      "CloseChannel and ResetChannel",
      () =>
        begun()
          .left(say.request(1, [1]))
          .right(say.reset(1))
          .left(say.close(1)),
    ],
    [
      "ResetChannel and CloseChannel",
      () =>
        begun()
          .left(say.request(1, [1]), say.close(1))
          .right(say.reset(1)),
    ],
    [
      "Items and a refusal",
      () =>
        begun()
          .left(say.request(1, [1]))
          .right(say.response(1, [1, 1]))
          .left(say.item(1), say.close(1)),
    ],
    [
      "a grant and a refusal",
      () =>
        known()
          .left(say.request(1, [1], idOf("down")))
          .right(say.response(1, [1, 2]))
          .left(say.grant(1), say.reset(1)),
    ],
    [
      "OpenConnection given up and AcceptConnection",
      () => begun().left(say.open(1), say.closing(1)).right(say.accept(1), say.closing(1)),
    ],
    [
      "OpenConnection given up and RejectConnection",
      () => begun().left(say.open(1), say.closing(1)).right(say.reject(1)),
    ],
    ["RejectConnection and CloseConnection", () => begun().left(say.open(1)).right(say.reject(1)).left(say.closing(1))],
    [
      "two CloseConnections",
      () => begun().left(say.open(1)).right(say.accept(1)).left(say.closing(1)).right(say.closing(1)),
    ],
    [
      "CloseConnection and whatever was on it",
      () =>
        begun()
          .left(say.open(1))
          .right(say.accept(1))
          .left(say.request(1, [1], 1n, 1), say.closing(1))
          .right(say.response(1, [0], 1), say.item(1, 1), say.request(2, [2], 1n, 1), say.closing(1)),
    ],
    ["two ProtocolErrors", () => begun().left(complaint(0)).right(complaint(0))],
    [
      "the end of one side and answers of the other",
      () => begun().left(say.request(1)).end("left").right(say.response(1)).end("right"),
    ],
    [
      "a Response and the next Request at the limit",
      () => new Spoken().introduced(1).left(say.request(1)).right(say.response(1)).left(say.request(3)),
    ],
    [
      "a cancelled call and the next Request at the limit",
      () =>
        new Spoken()
          .introduced(1)
          .left(say.request(1), say.cancel(1), say.request(3))
          .right(say.response(1, [1, 3])),
    ],
    [
      "a grant and the Items it allows",
      () => known().left(up(), say.item(1), say.item(1)).right(say.grant(1, 2)).left(say.item(1), say.item(1)),
    ],
    [
      "credit that nobody can know",
      () => begun().left(say.request(1, [1]), ...Array.from({ length: 100 }, () => say.item(1))),
    ],
    ["a Pong that nobody waits for", () => begun().right(pong(0))],
  ])("%s", (_name, spoken) => {
    expect(spoken().broken).toEqual([]);
  });

  it("ids that may have been forgotten", () => {
    const spoken = new Spoken({ limits: { remembered: 8 } }).introduced();
    for (let id = 1; id < 100; id += 2) spoken.left(say.request(id)).right(say.response(id));
    expect(spoken.right(say.response(1)).broken).toEqual([]);
    expect(spoken.right(say.response(99)).broken).toEqual(["right rpc.response.one-per-request"]);
  });

  it("ids that were not followed, and says so once", () => {
    const spoken = new Spoken({ limits: { followed: 3 } }).introduced();
    for (let id = 1; id < 20; id += 2) spoken.left(say.request(id));
    for (let id = 1; id < 20; id += 2) spoken.right(say.response(id));
    expect(spoken.errors.map(({ rule, text }) => [rule, text])).toEqual([
      [null, "more than 3 lives at a time: further ones are not followed"],
    ]);
  });
});

describe("a tap shows", () => {
  it("a call whose CancelRequest came too late as answered at the callee", () => {
    const spoken = begun().left(say.request(1), say.cancel(1)).right(say.response(1));
    expect(spoken.statesOf("left/s1/c0/r1")).toEqual(["queued", "awaitingResponse", "cancelling", "cancelled"]);
    expect(spoken.statesOf("right/s1/c0/h1")).toEqual(["queued", "handling", "responded"]);
  });

  it("credit and stalls where N is known", () => {
    const spoken = known().left(up(), say.item(1), say.item(1)).right(say.grant(1)).left(say.item(1), say.close(1));
    expect(spoken.statesOf("left/s1/c0/tx1")).toEqual([
      "unbound",
      "flowing",
      "stalled",
      "flowing",
      "stalled",
      "closed",
    ]);
    const credit = spoken.records.flatMap((record) => (record.type === "sample" ? [record.credit] : []));
    expect(credit).toEqual([0, 1, 0]);
  });

  it("an Item beyond the credit once, and what is granted after it as credit", () => {
    const spoken = known().left(up(), say.item(1), say.item(1), say.item(1)).right(say.grant(1)).left(say.item(1));
    expect(spoken.broken).toEqual(["left rpc.flow-control.credit.exhaustion"]);
  });

  it("neither where it is not", () => {
    const spoken = begun()
      .left(say.request(1, [1]), ...Array.from({ length: 20 }, () => say.item(1)))
      .right(say.grant(1));
    expect(spoken.statesOf("left/s1/c0/tx1")).toEqual(["unbound", "flowing"]);
    const samples = spoken.records.filter(({ type }) => type === "sample");
    expect(samples).toEqual([]);
  });

  it("nothing SENSITIVE, not in the bytes either", () => {
    const secret = { key: "token", value: "hunter2", flags: 1n };
    const told = JSON.stringify(begun().left({ ...say.request(1), metadata: [secret] }).records);
    expect(told).toContain("[sensitive]");
    expect(told).not.toContain("hunter2");
    expect(told).not.toContain(Buffer.from("hunter2").toString("hex"));
  });

  it("no payload where that is asked for", () => {
    const args = new TextEncoder().encode("arguments");
    const shown = (redact: boolean) =>
      JSON.stringify(new Spoken({ redact }).introduced().left({ ...say.request(1), args }).records);
    expect(shown(false)).toContain(Buffer.from("arguments").toString("hex"));
    expect(shown(true)).not.toContain(Buffer.from("arguments").toString("hex"));
  });
});
