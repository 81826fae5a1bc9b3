import { newWebSocketRpcSession } from "capnweb";
import { source } from "./source.js";

/** The client half, in Node and in a page. */
export async function connect(address, Socket = WebSocket) {
  const socket = new Socket(address);
  await new Promise((resolve, reject) => {
    socket.addEventListener("open", resolve, { once: true });
    socket.addEventListener("error", () => reject(new Error(`${address}: the WebSocket did not open`)), { once: true });
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
}
