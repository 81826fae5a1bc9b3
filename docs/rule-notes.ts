import type { RuleId } from "../machines/rules.ts";

/**
 * What is to be said of rules that cannot apply in TypeScript, that apply in another form, or that are left out on
 * purpose. What is merely not built yet has no place here: the page then says "not yet".
 */
export const ruleNotes: Readonly<Partial<Record<RuleId, string>>> = {
  "rpc.service.methods":
    "Handlers return values: there are no borrowed ones in JavaScript, which Rust's explicit call objects are for.",
  "rpc.method-id.no-collisions":
    "As in the reference, what a fallible method returns does not enter its id (D-G2): two that differ in nothing else have one id.",
  "rpc.caller.liveness.refcounted":
    "JavaScript has no destructors: a handle is released by `close()` or `await using`, a channel by its end.",
  "rpc.fallible.caller-signature":
    "What is not the method's own error rejects with a `RoamError`. No value is borrowed, so none is wrapped.",
  "rpc.flow-control.credit.initial":
    "As in the reference, N does not enter the method id, although the specification says so (D-G1): both definitions must agree on it.",
  "rpc.channel.pair.tx-read": "An end has no slot of its own: both ends look into the core that they share.",
  "rpc.channel.pair.rx-take":
    "Nothing is taken out of the shared core, since JavaScript does not move values; each item goes to one reader all the same.",
  "transport.stream.local":
    "On Windows a path such as `\\\\.\\pipe\\NAME` is handed to Node as it is; the tests run over unix sockets only.",
  "transport.websocket.platforms": "Node and browsers stand where the specification has native and wasm.",
  "transport.shm":
    "Neither Node nor a browser can map memory that two processes share: a `SharedArrayBuffer` reaches the threads of one process only, and message ports serve those.",
  "link.split": "A link is one object, whose two directions push back and end independently.",
  "link.tx.reserve":
    "Nobody waits inside a link: `send` returns false when there is no more room, and `writable` tells that there is again.",
  "link.tx.permit.drop":
    "Reserving and sending are one synchronous `send`: there is no permit between them that could be dropped.",
  "link.tx.slot.len": "There are no slots to fill: `send` takes the finished payload, whose length is the frame's.",
  "link.tx.discard":
    "There are no slots to give up: what the encoder refuses has not reached the link, and `send` itself cannot be left half way.",
  "link.tx.cancel-safe": "What waits for room is not the link but a writer, which may give up.",
  "link.rx.recv": "A link is not asked for payloads but delivers them; `pause` holds them back.",
  "conduit.typeplan":
    "There is one item type, `Message`, and its encoder and decoder are written out: nothing is reflected on, so nothing is planned.",
  "conduit.stable":
    "Left out on purpose, as the README says: a session here ends with its link, over the bare conduit. As shipped, the reference's own can be put on the memory link alone (D-S1), so no peer in the field asks for it.",
  "conduit.split":
    "JavaScript has no ownership that a split would divide: the driver holds both directions from the start, one way out and one way in.",
  "conduit.permit":
    "The permit is room in the outbox: calls wait for it in `queued`, writers in their channel. Only they can be told that it will never come.",
  "session.peer": "Words, which errors and documentation follow: there is nothing in it that could run.",
};
