import type { Message } from "../../../runtime/wire/index.ts";
import * as m from "../messages.ts";
import type { Finding } from "../verdict.ts";
import { type ChartEvent, type Course, OWN_LIMIT, type Scene, type Stimulus } from "./course.ts";
import { stall, startTransform } from "./scenes.ts";

const U32_MAX = 0xffff_ffff;
const word = m.text("a word");

/** A handler that finds a channel ended may end its call, and the other channel with it. */
function allows(message: Message, { request, input, output }: Scene): boolean {
  if (message.kind === "Response") return message.request === request;
  if (message.kind === "CloseChannel") return message.channel === output;
  return message.kind === "ResetChannel" && message.channel === input;
}

/** After Reset: not one Item more, whatever the handler does, and the writer is told. */
async function stopped({ stage, request, input, output }: Scene, mark: number): Promise<Finding[]> {
  const rules = ["rpc.channel.reset"];
  if (stage.end === null) stage.say(m.item(input, word), m.close(input));
  const isAnswer = (it: Message) => it.kind === "Response" && it.request === request;
  const answered = await stage.until(() => stage.since(mark).some(isAnswer));
  await stage.prove();
  const items = stage.since(mark).filter((it) => it.kind === "ChannelItem" && it.channel === output).length;
  const expected = "no Item after ResetChannel, and a writer that is told";
  if (items > 0) return [{ verdict: "Fail", rules, expected, actual: `${items} Items after ResetChannel` }];
  if (answered) return [{ verdict: "Pass", rules, expected, actual: "no Item; the call was answered" }];
  const actual = "no Item, but the call is never answered, although its input was closed: its writer waits for ever";
  return [{ verdict: "Fail", rules, expected, actual }];
}

function outgoing(event: ChartEvent): readonly Stimulus[] | string {
  switch (event.type) {
    case "peer.grant":
      return [{ say: ({ stage, output }) => stage.say(m.grant(output, 3)) }];
    case "peer.grant.overflow":
      return [
        {
          say: ({ stage, output }) => stage.say(m.grant(output, U32_MAX), m.grant(output, U32_MAX)),
          isUnruled: true,
        },
      ];
    case "peer.reset":
      return [{ say: ({ stage, output }) => stage.say(m.reset(output)), after: stopped }];
    default:
      return OWN_LIMIT;
  }
}

/** A channel that the peer sends on: the output of `transform`. */
export const outgoingChannel: Course = {
  name: "outgoing channel",
  chart: "outgoingChannel",
  input: () => ({ connection: 0, channel: 3 }),
  begin: ({ stage }) => stage.greet(),
  automatic: { unbound: "parent.announced" },
  states: ["flowing", "stalled"],
  moves: ({ type }) => {
    if (type === "parent.announced") return startTransform;
    return type === "local.stall" ? stall : undefined;
  },
  stimuli: outgoing,
  allows,
};

/** Items as long as there is credit, and one more. */
function overrun({ stage, input }: Scene): void {
  while ((stage.credit.get(input) ?? 0) > 0) stage.say(m.item(input, word));
  stage.say(m.item(input, word));
}

const closeBehind = (items: number) => (scene: Scene) => {
  for (let i = 0; i < items; i++) scene.stage.say(m.item(scene.input, word));
  scene.stage.say(m.close(scene.input));
};

function incoming(event: ChartEvent, state: string): readonly Stimulus[] | string {
  switch (event.type) {
    case "peer.item":
      return [{ say: ({ stage, input }) => stage.say(m.item(input, word)) }];
    case "peer.item.overrun":
      return state === "open" ? [{ say: overrun }] : "Close has come: an Item is one too many whatever the credit";
    case "peer.close":
      if (state !== "open" && event.queued !== 0) return "nothing can be queued any more";
      return [{ say: closeBehind(state === "open" ? Number(event.queued) : 0) }];
    case "peer.reset":
      return [{ say: ({ stage, input }) => stage.say(m.reset(input)) }];
    default:
      return OWN_LIMIT;
  }
}

/** A channel that the peer receives on: the input of `transform`, while its handler can send no more and takes nothing. */
export const incomingChannel: Course = {
  name: "incoming channel",
  chart: "incomingChannel",
  input: (profile) => ({ connection: 0, channel: 1, profile }),
  begin: ({ stage }) => stage.greet(),
  automatic: { announced: "local.bind" },
  states: ["open", "draining"],
  moves: ({ type, queued }) => {
    if (type === "local.bind") {
      return async (scene) => {
        await startTransform(scene);
        await stall(scene);
      };
    }
    return type === "peer.close" && queued !== 0 ? closeBehind(2) : undefined;
  },
  stimuli: incoming,
  allows,
};
