import type { Ending, Settings } from "../../machines/endings.ts";
import type { Refusal } from "../../machines/incoming-request.ts";
import type { Happening } from "./charts.ts";

/** Events are constants here: the charts' steps are remembered by identity. */
function remembered<Key, Event extends Happening>(make: (key: Key) => Event): (key: Key) => Event {
  const known = new Map<Key, Event>();
  return (key) => {
    let event = known.get(key);
    if (event === undefined) {
      event = make(key);
      known.set(key, event);
    }
    return event;
  };
}

const plain = remembered((type: string) => ({ type }));

/** An event that carries nothing. */
export function event(type: string): Happening {
  return plain(type);
}

export const bind = remembered((queued: number) => ({ type: "local.bind", queued }));
export const closeCame = remembered((queued: number) => ({ type: "peer.close", queued }));
export const release = remembered((connections: number) => ({ type: "local.release", connections }));
export const connectionEnded = remembered((connections: number) => ({ type: "parent.connectionEnded", connections }));
export const endedWith = remembered((ending: Ending) => ({ type: "parent.ended", ending }));
export const refuse = remembered((refusal: Refusal) => ({ type: "local.refuse", refusal }));
export const hello = remembered((settings: Settings) => ({ type: "peer.hello", connection: 0, version: 7, settings }));
export const helloYourself = remembered((settings: Settings) => ({
  ...{ type: "peer.helloYourself", connection: 0 },
  settings,
}));
export const established = remembered((settings: Settings) => ({ type: "parent.established", settings }));
export const opens = remembered((settings: Settings) => ({ type: "peer.open", settings }));
export const accepts = remembered((settings: Settings) => ({ type: "local.accept", settings }));
export const accepted = remembered((settings: Settings) => ({ type: "peer.accept", settings }));
export const interval = remembered((nonce: number) => ({ type: "timer.interval", nonce }));
export const ping = remembered((nonce: number) => ({ type: "peer.ping", connection: 0, nonce: BigInt(nonce) }));
export const pong = remembered((nonce: number) => ({ type: "peer.pong", nonce: BigInt(nonce) }));
export const violated = remembered((detail: string) => ({ type: "parent.violation", rule: "rule", detail }));

export const protocolError: Happening & { connection: number; description: string } = {
  ...{ type: "peer.protocolError", connection: 0 },
  description: "a rule was broken",
};
export const refused: Happening & { reason: string } = { type: "local.refuse", reason: "not today" };
export const handshakeTimeout: Happening & { breach: string } = { type: "timer.handshake", breach: "limit" };
export const linkFailed: Happening & { detail: string } = { type: "link.failed", detail: "cut" };
export const beyondLimit: Happening & { breach: string } = { type: "peer.call.beyondLimit", breach: "limit" };
export const tooManyChannels: Happening & { breach: string } = { type: "peer.call.tooManyChannels", breach: "limit" };
export const brokenOff: Ending = { cause: "closedHere", detail: "broken off" };
export const callRefused: Ending = { cause: "callRefused", detail: "its call was refused" };
export const callNotSent: Ending = { cause: "callNotSent", detail: "its call was never sent" };
