import { assign, setup } from "xstate";
import { type IntentOf, intent } from "./intent.ts";

export interface KeepaliveContext {
  /** Nonce of the Ping that is out. */
  readonly nonce: number;
}

export type KeepaliveEvent =
  | { type: "timer.interval"; nonce: number }
  | { type: "timer.pongOverdue" }
  | { type: "peer.pong"; nonce: bigint };

const intents = {
  sendPing: intent<{ nonce: number }>(),
  armInterval: intent(),
  armPong: intent(),
};

export type KeepaliveIntent = IntentOf<typeof intents>;

const definition = setup({
  types: {} as { context: KeepaliveContext; events: KeepaliveEvent; output: { outcome: "dead" } },
  guards: {
    nonceMatches: ({ context, event }) => event.type === "peer.pong" && event.nonce === BigInt(context.nonce),
  },
  actions: {
    ...intents,
    rememberNonce: assign(({ event }) => (event.type === "timer.interval" ? { nonce: event.nonce } : {})),
  },
});

/**
 * Asks now and then whether the counterpart still answers (`session.keepalive`).
 *
 * ```text
 *        timer.interval / sendPing            timer.pongOverdue
 * quiet ────────────────────────▶ awaitingPong ───────────────▶ dead
 *   ▲─────────── peer.pong ──────────┘
 * ```
 */
export const keepalive = definition.createMachine({
  id: "keepalive",
  description: "Pings the counterpart; only a matching Pong counts as a sign of life",
  context: { nonce: 0 },
  initial: "quiet",
  states: {
    quiet: {
      description: "Waits for the next interval",
      on: {
        "timer.interval": {
          target: "awaitingPong",
          actions: [
            "rememberNonce",
            { type: "sendPing", params: ({ context }) => ({ nonce: context.nonce }) },
            "armPong",
          ],
          description: "Time for a Ping",
        },
        "peer.pong": { description: "A Pong that nobody waits for: ignored" },
      },
    },
    awaitingPong: {
      description: "A Ping is out; waits for the Pong with its nonce",
      on: {
        "peer.pong": [
          {
            guard: "nonceMatches",
            target: "quiet",
            actions: "armInterval",
            description: "The counterpart lives",
          },
          { description: "Another nonce: ignored" },
        ],
        "timer.pongOverdue": { target: "dead", description: "No Pong in time" },
      },
    },
    dead: { description: "The counterpart does not answer", type: "final" },
  },
  output: { outcome: "dead" },
});
