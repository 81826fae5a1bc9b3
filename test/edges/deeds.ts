import fc from "fast-check";
import type { TwoPeers } from "./two-peers.ts";

/** What the generator knows, so that it mostly makes deeds that mean something. */
export interface Known {
  calls: number;
  streams: number;
}

export type Deed = fc.AsyncCommand<Known, TwoPeers, false>;

/** One thing that somebody does; after it, everything is looked at. */
function deed(
  name: string,
  isPossible: (known: Known) => boolean,
  next: (known: Known) => void,
  act: (peers: TwoPeers) => void,
): Deed {
  return {
    check: isPossible,
    async run(known, peers) {
      next(known);
      act(peers);
      await peers.check();
    },
    toString: () => name,
  };
}

const anyTime = () => true;
const nothing = () => {};
const hasCall = (known: Known) => known.calls > 0;
const hasStream = (known: Known) => known.streams > 0;

/** The one that a number means; `undefined` when there is none. */
function pick<T>(list: readonly T[], n: number): T | undefined {
  return list[n % Math.max(1, list.length)];
}

const which = fc.nat(3);

const passing = (ms: number) => deed(`let ${ms} ms pass`, anyTime, nothing, ({ clock }) => clock.advance(ms));

export const deeds: readonly fc.Arbitrary<Deed>[] = [
  fc.constant(
    deed(
      "call",
      anyTime,
      (known) => known.calls++,
      (peers) => {
        const call = peers.client?.wait({ timeoutMs: 100 });
        if (call !== undefined) peers.note(call);
      },
    ),
  ),
  fc.constant(
    deed(
      "open a stream",
      anyTime,
      (known) => known.streams++,
      (peers) => peers.openStream(),
    ),
  ),
  which.map((n) => deed(`answer ${n}`, hasCall, nothing, ({ running }) => pick(running, n)?.resolve())),
  which.map((n) =>
    deed(`fail ${n}`, hasCall, nothing, ({ running }) => pick(running, n)?.reject(new Error("as told"))),
  ),
  which.map((n) => deed(`cancel ${n}`, hasCall, nothing, ({ calls }) => pick(calls, n)?.call.cancel())),
  which.map((n) =>
    deed(`send three on ${n}`, hasStream, nothing, (peers) => {
      for (let item = 0; item < 3; item++) peers.watch(pick(peers.senders, n)?.send(item));
    }),
  ),
  which.map((n) => deed(`close ${n}`, hasStream, nothing, (peers) => peers.watch(pick(peers.senders, n)?.close()))),
  which.map((n) =>
    deed(`read from ${n}`, hasStream, nothing, (peers) => peers.watch(pick(peers.receivers, n)?.next())),
  ),
  which.map((n) => deed(`leave ${n}`, hasStream, nothing, (peers) => peers.watch(pick(peers.receivers, n)?.return()))),
  fc.constantFrom(10, 120, 250).map((ms) => passing(ms)),
  // Seldom: hardly anything can happen after it.
  fc.nat(3).map((n) => (n === 0 ? deed("cut", hasCall, nothing, ({ link }) => link.cut()) : passing(10))),
];
