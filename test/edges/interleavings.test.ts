import { describe, expect, it } from "vitest";
import type { Coverage } from "./coverage.ts";
import { interleave } from "./interleavings.ts";
import { TwoPeers } from "./two-peers.ts";
import { unreachable } from "./unreachable.ts";

const SEED = 20_261_123;

describe("random interleavings", () => {
  it("leave every actor where its table is, and tell every user what happened", async () => {
    console.log(`seed ${SEED}`);
    const coverage = await interleave({ seed: SEED });
    expect([...unreachable.keys()].filter((name) => coverage.has(name))).toEqual([]);
    for (const edge of [
      "outgoingRequest cancelling peer.response",
      "incomingRequest handling peer.cancel",
      "outgoingChannel flowing local.stall",
      "outgoingChannel stalled peer.grant",
      "incomingChannel draining local.drained",
      "incomingChannel open parent.ended",
    ]) {
      expect([edge, coverage.has(edge)]).toEqual([edge, true]);
    }
  }, 300_000);

  it("that go wrong are shrunk, with a seed and a test that brings them back", async () => {
    // A user who is told of one cancelled call too many.
    class Forgetful extends TwoPeers {
      override async check(): Promise<void> {
        await super.check();
        if (this.calls.filter(({ told }) => told === "cancelled").length > 1) throw new Error("two are cancelled");
      }
    }
    const peers = (...given: [ConstructorParameters<typeof TwoPeers>[0], Coverage]) => new Forgetful(...given);
    const failure = await interleave({ seed: SEED, peers }).catch((error: Error) => error);
    if (!(failure instanceof Error)) throw new Error("nothing went wrong");
    const [reason, deeds = ""] = failure.message.split("\n");
    expect(reason).toBe("two are cancelled (seed 20261123)");
    // Two calls, two cancels, and what brought them into that order.
    expect(deeds.replace("deeds: ", "").split(",").length).toBeLessThan(8);
    const given = /interleave\((\{.*\})\)/.exec(failure.message)?.[1] ?? "";
    const again = await interleave({ ...JSON.parse(given), peers }).catch((error: Error) => error);
    if (!(again instanceof Error)) throw new Error("the test did not bring it back");
    expect(again.message.split("\n")[0]).toBe(failure.message.split("\n")[0]);
  });
});
