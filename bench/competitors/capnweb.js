import { newWebSocketRpcSession, RpcTarget } from "capnweb";
import { WebSocket, WebSocketServer } from "ws";

// capnweb takes the constants from the global class, which Node 20 does not have.
globalThis.WebSocket ??= WebSocket;

/** Counts what is written to it. Flow control is capnweb's own: there is no credit in items. */
class Bench extends RpcTarget {
  call(value) {
    return value + 1;
  }

  async count(items) {
    let seen = 0;
    const reader = items.getReader();
    while (!(await reader.read()).done) seen += 1;
    return seen;
  }

  items(count) {
    return source(count, (left) => left);
  }
}

function source(count, make) {
  let left = count;
  return new ReadableStream({
    pull(controller) {
      if (left === 0) {
        controller.close();
        return;
      }
      left -= 1;
      controller.enqueue(make(left));
    },
  });
}

export const contender = {
  serve() {
    return new Promise((resolve) => {
      const server = new WebSocketServer({ host: "127.0.0.1", port: 0 }, () => resolve(String(server.address().port)));
      server.on("connection", (socket) => newWebSocketRpcSession(socket, new Bench()));
    });
  },

  async connect(address) {
    const socket = new WebSocket(`ws://127.0.0.1:${address}`);
    await new Promise((resolve, reject) => {
      socket.once("open", resolve);
      socket.once("error", reject);
    });
    const bench = newWebSocketRpcSession(socket);
    const block = new Uint8Array(64 * 1024);
    return {
      call: async (value) => await bench.call(value),
      send: async (count) => await bench.count(source(count, (left) => left)),
      sendBlocks: async (count) => await bench.count(source(count, () => block)),
      receive: async (count) => {
        let seen = 0;
        const reader = (await bench.items(count)).getReader();
        while (!(await reader.read()).done) seen += 1;
        return seen;
      },
    };
  },
};
