import { toHex } from "../../../runtime/cli/hex.ts";
import type { Metadata } from "../../../runtime/wire/index.ts";
import type { Script } from "../case.ts";
import type { Scene } from "../charts/course.ts";
import { startSum } from "../charts/scenes.ts";
import * as m from "../messages.ts";
import type { TestbedMethod } from "../service.ts";
import { found, outcomeOf, talk } from "./talk.ts";

const RESPONSE = ["rpc.request", "rpc.response"];
const ROAM_ERROR = ["rpc.fallible.roam-error"];

/** Calls a method and gives the outcome in words. */
async function outcome({ stage }: Scene, method: TestbedMethod, args: Uint8Array, rest: Partial<m.CallParts> = {}) {
  const request = stage.nextRequest();
  stage.say(m.call(method, { request, args, ...rest }));
  const { ret } = await stage.answer(request, RESPONSE);
  return outcomeOf(ret);
}

const bytes = (...values: number[]) => Uint8Array.from(values);
const okText = (value: string) => `Ok ${toHex(m.text(value))}`;

/** One call with one right outcome. */
function outcomeIs(
  name: string,
  rules: readonly string[],
  call: readonly [TestbedMethod, Uint8Array, Partial<m.CallParts>?],
  expected: string,
  otherwise: "Fail" | "Non-strict" = "Fail",
): Script {
  return talk(name, rules, async (scene) => {
    const actual = await outcome(scene, ...call);
    return [found(rules, actual === expected, expected, actual, otherwise)];
  });
}

const METADATA: Metadata = [
  { key: "x-unknown", value: "text", flags: 0n },
  { key: "x-unknown", value: Uint8Array.of(1, 2), flags: 0n },
  { key: "X-Unknown", value: 7n, flags: 1n << 40n },
  { key: "", value: "", flags: 0n },
];

const tolerance: readonly Script[] = [
  talk("an integer beyond its type", ROAM_ERROR, async (scene) => {
    const channel = scene.stage.nextChannel();
    // 3 and 2 ^ 32, in five bytes: a decoder that drops the high bits sees 3.
    const args = bytes(0x83, 0x80, 0x80, 0x80, 0x10);
    const actual = await outcome(scene, "generate", args, { channels: [channel] });
    return [found(ROAM_ERROR, actual === "InvalidPayload", "InvalidPayload", actual, "Non-strict")];
  }),
  outcomeIs("bytes behind the arguments", ROAM_ERROR, ["echo", bytes(1, 0x61, 0xff)], "InvalidPayload", "Non-strict"),
];

export const calls: readonly Script[] = [
  outcomeIs("a call", RESPONSE, ["echo", m.text("hello")], okText("hello")),
  outcomeIs(
    "a call with 256 KiB of text",
    ["link.message"],
    ["echo", m.text("x".repeat(262_144))],
    okText("x".repeat(262_144)),
  ),
  outcomeIs("a text that begins with U+FEFF", RESPONSE, ["echo", m.text("\ufeffa")], okText("\ufeffa")),
  outcomeIs("a fallible call that succeeds", ["rpc.fallible"], ["divide", bytes(20, 4)], "Ok 0a"),
  outcomeIs(
    "a fallible call that fails",
    ["rpc.fallible", "rpc.fallible.roam-error"],
    ["divide", bytes(20, 0)],
    "User 00",
  ),
  outcomeIs("arguments cut short", ROAM_ERROR, ["echo", bytes(5, 0x61)], "InvalidPayload"),
  outcomeIs("a text that is no UTF-8", ROAM_ERROR, ["echo", bytes(1, 0xff)], "InvalidPayload"),
  ...tolerance,
  outcomeIs(
    "metadata of every kind, unknown, twice and with reserved flags",
    ["rpc.metadata", "rpc.metadata.unknown", "rpc.metadata.duplicates", "rpc.metadata.flags", "rpc.metadata.value"],
    ["echo", m.text("hello"), { metadata: METADATA }],
    okText("hello"),
  ),
  talk("a method that nobody serves", ["rpc.unknown-method", "rpc.error.scope"], async ({ stage }) => {
    const request = stage.nextRequest();
    stage.say(m.call(0xdead_beefn, { request }));
    const answer = await stage.hear("Response", (it) => it.request === request);
    const actual = answer === undefined ? stage.state() : toHex(answer.ret);
    return [found(["rpc.unknown-method"], actual === "0101", "UnknownMethod (0101)", actual)];
  }),
  talk("calls while another waits", ["rpc.pipelining"], async (scene) => {
    await startSum(scene);
    const { stage, input, request } = scene;
    const actual = [await outcome(scene, "echo", m.text("first")), await outcome(scene, "echo", m.text("second"))];
    stage.say(m.item(input, m.number(4)), m.close(input));
    actual.push(outcomeOf((await stage.answer(request, ["rpc.pipelining"])).ret));
    const expected = [okText("first"), okText("second"), "Ok 08"];
    return [found(["rpc.pipelining"], actual.join() === expected.join(), expected.join("; "), actual.join("; "))];
  }),
  talk(
    "one Response for each Request, without channels",
    ["rpc.response.one-per-request", "rpc.channel.placement"],
    async ({ stage }) => {
      const requests = Array.from({ length: 20 }, () => stage.nextRequest());
      const mark = stage.mark;
      stage.say(...requests.map((request) => m.call("echo", { request, args: m.text(`${request}`) })));
      await stage.until(() =>
        requests.every((id) => stage.since(mark).some((it) => it.kind === "Response" && it.request === id)),
      );
      await stage.prove();
      const answers = stage
        .since(mark)
        .flatMap((it) => (it.kind === "Response" && requests.includes(it.request) ? [it] : []));
      const ids = answers.map(({ request }) => request).sort((a, b) => a - b);
      const channels = answers.reduce((sum, it) => sum + it.channels.length, 0);
      return [
        found(
          ["rpc.response.one-per-request"],
          ids.join() === requests.join(),
          `Responses ${requests.join()}`,
          `Responses ${ids.join()}`,
        ),
        found(["rpc.channel.placement"], channels === 0, "no channel in a Response", `${channels}`),
      ];
    },
  ),
  talk("as many Requests as announced", ["rpc.flow-control.max-concurrent-requests"], async (scene) => {
    const { waiting, unanswered } = await fill(scene);
    scene.stage.say(...waiting.map(({ channel }) => m.close(channel)));
    for (const { request } of waiting) await scene.stage.answer(request, ["rpc.flow-control.max-concurrent-requests"]);
    const rules = ["rpc.flow-control.max-concurrent-requests"];
    return [found(rules, unanswered === waiting.length, `${waiting.length} calls that wait`, `${unanswered}`)];
  }),
];

/** As many calls as the peer announced, each of which waits. */
export async function fill({ stage }: Scene) {
  const waiting = Array.from({ length: Math.min(stage.limit, 256) }, () => ({
    request: stage.nextRequest(),
    channel: stage.nextChannel(),
  }));
  const mark = stage.mark;
  stage.say(...waiting.map(({ request, channel }) => m.call("sum", { request, channels: [channel] })));
  const nonce = 77n;
  stage.say(m.ping(nonce));
  await stage.hear("Pong", (it) => it.nonce === nonce);
  const ids = new Set(waiting.map(({ request }) => request));
  const answers = stage.since(mark).flatMap((it) => (it.kind === "Response" && ids.has(it.request) ? [it] : []));
  for (const { ret } of answers) outcomeOf(ret);
  return { waiting, unanswered: waiting.length - answers.length };
}
