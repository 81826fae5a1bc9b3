import { newWebSocketRpcSession, RpcTarget } from "capnweb";
import { WebSocket, WebSocketServer } from "ws";
import { connect } from "./capnweb-client.js";
import { source } from "./source.js";

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

export const contender = {
  serve() {
    return new Promise((resolve) => {
      const server = new WebSocketServer({ host: "127.0.0.1", port: 0 }, () =>
        resolve(`ws://127.0.0.1:${server.address().port}`),
      );
      server.on("connection", (socket) => newWebSocketRpcSession(socket, new Bench()));
    });
  },

  connect: (address) => connect(address, WebSocket),
};
