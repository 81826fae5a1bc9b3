import { initTRPC } from "@trpc/server";
import { applyWSSHandler } from "@trpc/server/adapters/ws";
import { WebSocket, WebSocketServer } from "ws";
import { connect } from "./trpc-client.js";

// tRPC over WebSocket, in its JSON. Calls only.
const t = initTRPC.create();

/** In place of a validator: the cheapest that there is. */
function number(input) {
  if (typeof input !== "number") throw new TypeError("not a number");
  return input;
}

const router = t.router({ increment: t.procedure.input(number).query(({ input }) => input + 1) });

export const contender = {
  serve() {
    return new Promise((resolve) => {
      const wss = new WebSocketServer({ host: "127.0.0.1", port: 0 }, () =>
        resolve(`ws://127.0.0.1:${wss.address().port}`),
      );
      applyWSSHandler({ wss, router });
    });
  },

  connect: (address) => connect(address, WebSocket),
};
