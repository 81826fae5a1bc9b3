import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { Duplex, duplexPair } from "node:stream";
import { describe, expect, it } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import { nodeWebSocketLink } from "../../runtime/link/websocket-node.ts";
import { webSocketOver } from "./pairs.ts";
import { patterned, record, same, turns } from "./recorder.ts";

/** Two streams that hand bytes on while they are written, as long as there is room. */
function handOver(): [Duplex, Duplex] {
  const waiting = new Map<Duplex, () => void>();
  const half = (other: () => Duplex): Duplex => {
    const end: Duplex = new Duplex({
      read() {
        const done = waiting.get(end);
        waiting.delete(end);
        done?.();
      },
      write(chunk, _encoding, done) {
        if (other().push(chunk)) done();
        else waiting.set(other(), done);
      },
    });
    return end;
  };
  const left: Duplex = half(() => right);
  const right: Duplex = half(() => left);
  return [left, right];
}

/** A server's WebSocket whose counterpart is the test. */
function upgraded(stream: Duplex): Promise<WebSocket> {
  const request = new IncomingMessage(new Socket());
  request.method = "GET";
  request.headers = {
    connection: "Upgrade",
    upgrade: "websocket",
    "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
    "sec-websocket-version": "13",
  };
  const server = new WebSocketServer({ noServer: true });
  return new Promise((resolve) => server.handleUpgrade(request, stream, Buffer.alloc(0), resolve));
}

describe("a WebSocket link over a stream in this process", () => {
  it("[link.tx.reserve] reports room to who was told to wait from inside a write that then went through", async () => {
    const piece = new Uint8Array(70_000);
    const told: boolean[] = [];
    const stream = new Duplex({
      read() {},
      write(chunk: Buffer, _encoding, done) {
        if (chunk.length > 1_000 && told.length === 0) told.push(link.send(piece));
        done();
      },
    });
    const link = nodeWebSocketLink(await upgraded(stream), stream, "ws", {});
    const seen = record(link);
    told.push(link.send(piece));
    await turns(2);
    expect([told, seen.writables, link.buffered]).toEqual([[false, false], 1, 0]);
    link.destroy();
  });

  it.each(["paused", "busy"])(
    "[link.tx.reserve] has the sender wait in the same turn for a receiver that is %s, and loses nothing",
    async (how) => {
      const streams = handOver();
      const { socket, accepted: receiver } = await webSocketOver(streams);
      const sender = nodeWebSocketLink(socket, streams[0], "near", {});
      const atSender = record(sender);
      const atReceiver = record(receiver);
      await turns(1);
      if (how === "paused") receiver.pause();
      let sent = 0;
      while (sent < 500 && sender.send(patterned(100_000, sent++)));
      expect(sent).toBeLessThan(500);
      await turns(2);
      receiver.resume();
      await atSender.until(() => atSender.writables > 0);
      await atReceiver.received(sent);
      expect(atReceiver.payloads.every((bytes, n) => same(bytes, patterned(100_000, n)))).toBe(true);
      expect([atSender.ends, atReceiver.ends]).toEqual([0, 0]);
      sender.destroy();
      receiver.destroy();
    },
  );

  it("[link.rx.error] fails on a text message, behind what came before", async () => {
    for (const make of [handOver, duplexPair]) {
      const streams: [Duplex, Duplex] = make();
      const { socket: near, accepted: link } = await webSocketOver(streams);
      const seen = record(link);
      await turns(1);
      streams[0].cork();
      near.send(Uint8Array.of(1));
      near.send(Uint8Array.of(2));
      near.send("hello");
      streams[0].uncork();
      await seen.end();
      expect([seen.payloads, seen.errors.map((error) => error?.code)]).toEqual([
        [Buffer.of(1), Buffer.of(2)],
        ["bad-message"],
      ]);
      near.terminate();
    }
  });
});
