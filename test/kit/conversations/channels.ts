import { toHex } from "../../../runtime/cli/hex.ts";
import type { Message } from "../../../runtime/wire/index.ts";
import type { Script } from "../case.ts";
import type { Scene } from "../charts/course.ts";
import { INITIAL_CREDIT, startSum, startTransform } from "../charts/scenes.ts";
import * as m from "../messages.ts";
import { Lacking } from "../verdict.ts";
import { found, outcomeOf, talk } from "./talk.ts";

/** Calls `generate`; `behind` goes out in the same breath. */
function generate({ stage }: Scene, items: number, behind: (channel: number) => Message[] = () => []) {
  const [request, channel] = [stage.nextRequest(), stage.nextChannel()];
  stage.say(m.call("generate", { request, channels: [channel], args: m.count(items) }), ...behind(channel));
  return { request, channel };
}

/** What came on a channel: items in hex, and `Close`. */
function heardOn({ stage }: Scene, channel: number): string[] {
  return stage.since(0).flatMap((it) => {
    if (it.kind === "ChannelItem" && it.channel === channel) return [toHex(it.item)];
    return it.kind === "CloseChannel" && it.channel === channel ? ["Close"] : [];
  });
}

const itemsOf = (heard: readonly string[]) => heard.filter((it) => it !== "Close");

const upTo = (items: number) => Array.from({ length: items }, (_, i) => toHex(m.number(i)));

/** Waits until as much came as should, then for whatever may follow. */
async function settled(scene: Scene, channel: number, length: number): Promise<string[]> {
  const { stage } = scene;
  const isRefusal = (it: Message) => it.kind === "Response" && toHex(it.ret) === "0101";
  await stage.until(() => heardOn(scene, channel).length >= length || stage.since(0).some(isRefusal));
  await stage.prove();
  if (stage.since(0).some((it) => isRefusal(it) && !stage.isBeside(it))) {
    throw new Lacking("the peer does not serve the method (UnknownMethod)");
  }
  return heardOn(scene, channel);
}

const shown = (what: readonly string[]) => (what.length === 0 ? "nothing" : what.join(" "));

export const channels: readonly Script[] = [
  talk("a stream from the peer", ["rpc.channel.item", "rpc.channel.close"], async (scene) => {
    const { request, channel } = generate(scene, 5);
    const answer = outcomeOf((await scene.stage.answer(request, ["rpc.response"])).ret);
    const expected = [...upTo(5), "Close"];
    const actual = await settled(scene, channel, expected.length);
    return [
      found(["rpc.channel.item"], actual.slice(0, 5).join() === upTo(5).join(), shown(upTo(5)), shown(actual)),
      found(
        ["rpc.channel.close"],
        actual.slice(5).join() === "Close",
        "one Close behind the items",
        shown(actual.slice(5)),
      ),
      found(["rpc.response"], answer === "Ok ", "Ok", answer),
    ];
  }),
  talk("no Item without credit", ["rpc.flow-control.credit", "rpc.flow-control.credit.initial"], async (scene) => {
    const { request, channel } = generate(scene, 40);
    const first = await settled(scene, channel, INITIAL_CREDIT);
    scene.stage.say(m.grant(channel, 3), m.grant(channel, 1));
    const second = await settled(scene, channel, INITIAL_CREDIT + 4);
    scene.stage.say(m.grant(channel, 40));
    await scene.stage.answer(request, ["rpc.flow-control.credit.grant"]);
    const last = await settled(scene, channel, 41);
    const counts = `${first.length}, then ${second.length}`;
    const rules = ["rpc.flow-control.credit", "rpc.flow-control.credit.initial"];
    const additive = ["rpc.flow-control.credit.grant", "rpc.flow-control.credit.grant.additive"];
    return [
      found(rules, first.length === INITIAL_CREDIT, `${INITIAL_CREDIT} Items before the first grant`, counts),
      found(additive, second.length === first.length + 4, "4 Items more for grants of 3 and 1", counts),
      found(["rpc.channel.item"], itemsOf(last).join() === upTo(40).join(), "40 Items in order", shown(last.slice(-3))),
    ];
  }),
  talk("credit right behind the Request", ["rpc.flow-control.credit.grant"], async (scene) => {
    const { channel } = generate(scene, 30, (id) => [m.grant(id, 14)]);
    const actual = await settled(scene, channel, 31);
    const rules = ["rpc.flow-control.credit.grant"];
    return [
      found(
        rules,
        actual.length >= 31,
        "30 Items and Close: credit counts as soon as the channel exists",
        `${actual.length}`,
      ),
    ];
  }),
  talk("Reset while there is credit", ["rpc.channel.reset"], async (scene) => {
    const { stage } = scene;
    const items = 20_000;
    const { channel } = generate(scene, items);
    await settled(scene, channel, INITIAL_CREDIT);
    stage.say(m.grant(channel, items), m.reset(channel));
    let before: number;
    let count = heardOn(scene, channel).length;
    do {
      before = count;
      await stage.prove();
      count = heardOn(scene, channel).length;
    } while (count > before && count < items);
    const actual = `${count} of ${items} Items came all the same`;
    return [found(["rpc.channel.reset"], count < items, "a sender that stops", actual)];
  }),
  talk(
    "a stream to the peer, with its grants",
    ["rpc.channel.item", "rpc.flow-control.credit.grant"],
    async (scene) => {
      await startSum(scene);
      const { stage, input, request } = scene;
      const rules = ["rpc.flow-control.credit.grant"];
      for (let i = 1; i <= 100; i++) {
        const has = await stage.until(() => (stage.credit.get(input) ?? 0) > 0);
        if (!has) return [found(rules, false, "GrantCredit for items that were taken", stage.state())];
        stage.say(m.item(input, m.number(i)));
      }
      stage.say(m.close(input));
      const actual = outcomeOf((await stage.answer(request, ["rpc.channel.close"])).ret);
      const expected = "Ok f44e";
      return [found(["rpc.channel.item"], actual === expected, "Ok: 5050", actual)];
    },
  ),
  talk("a stream there and back", ["rpc.channel.binding", "rpc.channel.discovery"], async (scene) => {
    await startTransform(scene);
    const { stage, input, output, request } = scene;
    stage.say(m.item(input, m.text("one")), m.item(input, m.text("two")), m.close(input));
    await stage.answer(request, ["rpc.channel.close"]);
    const actual = await settled(scene, output, 3);
    const expected = ["036f6e65", "0374776f"];
    return [
      found(["rpc.channel.discovery"], itemsOf(actual).join() === expected.join(), shown(expected), shown(actual)),
    ];
  }),
  miscounted("fewer channels than the method has", () => []),
  miscounted("more channels than the method has", ({ stage }) => [stage.nextChannel(), stage.nextChannel()]),
];

/** A Request whose list of channels does not fit its method: nobody may come to wait on it. */
function miscounted(name: string, channelsOf: (scene: Scene) => number[]): Script {
  const rules = ["rpc.channel.binding"];
  return talk(name, rules, async (scene) => {
    const { stage } = scene;
    const [request, ids] = [stage.nextRequest(), channelsOf(scene)];
    stage.say(m.call("sum", { request, channels: ids }), ...ids.map((id) => m.close(id)));
    const actual = outcomeOf((await stage.answer(request, rules)).ret);
    return [found(rules, actual === "InvalidPayload", "InvalidPayload", actual, "Non-strict")];
  });
}
