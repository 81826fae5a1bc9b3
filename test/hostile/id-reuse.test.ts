import { describe, it } from "vitest";
import type { Message } from "../../runtime/wire/index.ts";
import { call, callee, caller, open, response } from "../runtime/peers.ts";

const parity = {
  kind: "AcceptConnection",
  connection: 2,
  settings: { parity: "odd", maxConcurrentRequests: 1 },
} as const;

/** Messages after the handshake, each set with the rule that its last one breaks. */
const served: readonly (readonly [what: string, rule: string, ...messages: Message[]])[] = [
  ["a request id in flight", "rpc.request.id-allocation", call(1, "wait"), call(1, "wait")],
  [
    "a channel id that is alive",
    "rpc.channel.allocation",
    call(1, "sum", { channels: [1] }),
    call(3, "sum", { channels: [1] }),
  ],
  ["one channel id twice in a Call", "rpc.channel.allocation", call(1, "sum", { channels: [1, 1] })],
  ["channel id 0", "rpc.channel.allocation", call(1, "sum", { channels: [0] })],
  ["a connection id in use", "connection.open", open(1), open(1)],
  ["connection id 0", "connection.open", open(0)],
  ["a connection id of our parity", "connection.open", open(2)],
  ["a verdict on a connection that we never opened", "session.message.connection-id", { ...parity, metadata: [] }],
  ["a Response to a Request that was never made", "rpc.response", response(2, 0)],
];

describe("ids that may not be used", () => {
  for (const profile of ["strict", "compat"] as const) {
    for (const [what, rule, ...messages] of served) {
      it(`end the session in ${profile}: ${what}`, async () => {
        const { peer } = await callee({ profile, onConnection: (incoming) => void incoming.accept() });
        peer.say(...messages);
        await peer.expectProtocolError(rule);
      });
    }

    it(`end the session in ${profile}: a connection id that was used before`, async () => {
      const { peer } = await callee({ profile, onConnection: (incoming) => void incoming.accept() });
      peer.say(open(1));
      await peer.hear("AcceptConnection");
      peer.say({ kind: "CloseConnection", connection: 1, metadata: [] }, open(1));
      await peer.expectProtocolError("connection.open");
    });

    it(`end the session in ${profile}: a second Response`, async () => {
      const { client, peer } = await caller({ profile });
      const pending = client.wait();
      const { request } = await peer.hear("Request");
      peer.say(response(request, 0), response(request, 0));
      await pending;
      await peer.expectProtocolError("rpc.response.one-per-request");
    });
  }
});
