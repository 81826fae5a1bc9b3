import { toHex } from "../../../runtime/cli/hex.ts";
import type { Script } from "../case.ts";
import { Scene } from "../charts/course.ts";
import type { Stage } from "../stage.ts";
import { type Finding, Lacking, type Verdict } from "../verdict.ts";

/** A conversation after the handshake. */
export function talk(name: string, rules: readonly string[], play: (scene: Scene) => Promise<Finding[]>): Script {
  return {
    name: `conversation: ${name}`,
    origin: null,
    rules,
    async play(stage, profile) {
      await stage.greet();
      const findings = await play(new Scene(stage));
      const alive = await aliveAfter(stage, rules);
      const tolerant = (it: Finding) => profile === "compat" && it.verdict === "Non-strict";
      return [...findings, ...alive].map((it) => (tolerant(it) ? { ...it, verdict: "Pass" as const } : it));
    },
  };
}

/** Whatever was said, the session goes on. */
async function aliveAfter(stage: Stage, rules: readonly string[]): Promise<Finding[]> {
  const { pong, echo } = await stage.prove();
  const isOver = stage.end !== null || stage.protocolError !== undefined;
  if (pong && echo && !isOver) return [];
  return [{ verdict: "Fail", rules, expected: "a session that goes on", actual: stage.state() }];
}

/** One finding: Pass, or what it is otherwise. */
export function found(
  rules: readonly string[],
  isSo: boolean,
  expected: string,
  actual: string,
  otherwise: Verdict = "Fail",
): Finding {
  return { verdict: isSo ? "Pass" : otherwise, rules, expected, actual };
}

/** Payload of a Response in words. @throws {Lacking} for UnknownMethod, where a method was needed */
export function outcomeOf(ret: Uint8Array): string {
  const hex = toHex(ret);
  if (hex === "0101") throw new Lacking("the peer does not serve the method (UnknownMethod)");
  if (hex === "0102") return "InvalidPayload";
  if (hex === "0103") return "Cancelled";
  if (hex.startsWith("0100")) return `User ${hex.slice(4)}`;
  return hex.startsWith("00") ? `Ok ${hex.slice(2)}` : `an envelope that is none: ${hex}`;
}
