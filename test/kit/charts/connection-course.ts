import { otherParity } from "../../../machines/index.ts";
import * as m from "../messages.ts";
import { type ChartEvent, type Course, type Move, never, OWN_LIMIT, type Scene, type Stimulus } from "./course.ts";
import { awaitVerdict, startSum } from "./scenes.ts";

const NO_METHOD = 0xdead_beefn;
const settings = { parity: "odd", maxConcurrentRequests: 64 } as const;
const theirs = ({ stage }: Scene, id: number) => (stage.parity === "odd" ? 2 * id : 2 * id + 1);
const NO_CALLS = "the peer makes no calls here";

/** Calls `echo` and waits for the answer. */
async function answered(scene: Scene): Promise<number> {
  const request = scene.stage.nextRequest();
  const { stage, connection } = scene;
  stage.say(m.call("echo", { request, connection, args: m.text("done") }));
  await stage.answer(request, ["rpc.response"], connection);
  return request;
}

/** A channel that the kit closed, of a call that is answered. */
async function closedByKit(scene: Scene): Promise<number> {
  const { stage, connection } = scene;
  await startSum(scene);
  stage.say(m.close(scene.input, connection));
  await stage.answer(scene.request, ["rpc.channel.close"], connection);
  return scene.input;
}

/** A channel that the peer closed. */
async function closedByPeer(scene: Scene): Promise<number> {
  const { stage, connection } = scene;
  const [request, channel] = [stage.nextRequest(), stage.nextChannel()];
  stage.say(m.call("generate", { request, connection, channels: [channel], args: m.count(0) }));
  await stage.answer(request, ["rpc.response"], connection);
  await stage.hear("CloseChannel", (it) => it.channel === channel);
  return channel;
}

/** Something for a channel of a call that no peer serves, sent before the answer can have come. */
const withRefusedCall =
  (behind: (channel: number, connection: number) => ReturnType<typeof m.close>): Move =>
  ({ stage, connection }) => {
    const [request, channel] = [stage.nextRequest(), stage.nextChannel()];
    stage.expectAnswer(request);
    stage.say(m.call(NO_METHOD, { request, connection, channels: [channel] }), behind(channel, connection));
  };

const onChannel =
  (
    channelOf: (scene: Scene) => number | Promise<number>,
    make: (channel: number, connection: number) => ReturnType<typeof m.close>,
  ): Move =>
  async (scene) => {
    const channel = await channelOf(scene);
    scene.stage.say(make(channel, scene.connection));
  };

const fresh = ({ stage }: Scene) => stage.nextChannel();
const foreign = (scene: Scene) => theirs(scene, 500);
const item = (channel: number, connection: number) => m.item(channel, m.number(1), connection);

const badChannels =
  (channelsOf: (scene: Scene) => number[] | Promise<number[]>): Move =>
  async (scene) => {
    const channels = await channelsOf(scene);
    const { stage, connection } = scene;
    const method = channels.length === 1 ? "sum" : "transform";
    stage.say(m.call(method, { request: stage.nextRequest(), connection, channels }));
  };

const one = (say: Move): readonly Stimulus[] => [{ say }];

const STIMULI: Readonly<Record<string, readonly Stimulus[] | string>> = {
  "peer.open": one(({ stage, connection }) => stage.say(m.open(connection, stage.parity))),
  "peer.reject": one(({ stage, connection }) => stage.say(m.reject(connection))),
  "peer.close": one(({ stage, connection }) => stage.say(m.closeConnection(connection))),
  "peer.early": "only before the connection is open",
  "peer.call": "an ordinary Request, which begins an incomingRequest",
  "peer.call.wrongParity": one((scene) => {
    const request = theirs(scene, 100);
    scene.stage.expectAnswer(request);
    scene.stage.say(m.call("echo", { request, connection: scene.connection, args: m.text("parity") }));
  }),
  "peer.call.idInUse": one(async (scene) => {
    await startSum(scene);
    scene.stage.say(m.call("echo", { request: scene.request, connection: scene.connection, args: m.text("again") }));
  }),
  "peer.call.badChannels": [
    { variant: "zero", say: badChannels(() => [0]) },
    { variant: "of the wrong parity", say: badChannels((scene) => [theirs(scene, 100)]), isTolerable: true },
    {
      variant: "in use",
      say: badChannels(async (scene) => {
        await startSum(scene);
        return [scene.input];
      }),
    },
    {
      variant: "twice in one Request",
      say: badChannels(({ stage }) => {
        const channel = stage.nextChannel();
        return [channel, channel];
      }),
    },
  ],
  "peer.call.beyondLimit": "see the conversation about one Request more than announced",
  "peer.call.tooManyChannels": OWN_LIMIT,
  "peer.response.late": NO_CALLS,
  "peer.response.ended": NO_CALLS,
  "peer.response.unknown": one((scene) =>
    scene.stage.say(m.response(theirs(scene, 100), Uint8Array.of(0), scene.connection)),
  ),
  "peer.cancel.ended": [
    {
      variant: "of an answered Request",
      say: async (scene) => scene.stage.say(m.cancel(await answered(scene), scene.connection)),
    },
    {
      variant: "of a Request never made",
      say: (scene) => scene.stage.say(m.cancel(scene.stage.nextRequest(), scene.connection)),
    },
  ],
  "peer.item.unannounced": one(onChannel(fresh, item)),
  "peer.item.flood": OWN_LIMIT,
  "peer.item.ended": one(withRefusedCall(item)),
  "peer.item.afterClose": one(onChannel(closedByKit, item)),
  "peer.item.unknown": one(onChannel(foreign, item)),
  "peer.close.unannounced": one(onChannel(fresh, m.close)),
  "peer.close.ended": one(withRefusedCall(m.close)),
  "peer.close.afterClose": one(onChannel(closedByKit, m.close)),
  "peer.close.unknown": one(onChannel(foreign, m.close)),
  "peer.reset.ended": one(onChannel(closedByPeer, m.reset)),
  "peer.reset.unknown": one(onChannel(fresh, m.reset)),
  "peer.grant.ended": one(onChannel(closedByPeer, (channel, connection) => m.grant(channel, 1, connection))),
  "peer.grant.unknown": one(onChannel(fresh, (channel, connection) => m.grant(channel, 1, connection))),
};

function stimuli(event: ChartEvent): readonly Stimulus[] | string {
  if (event.type !== "peer.accept") return STIMULI[event.type] ?? OWN_LIMIT;
  const { settings: given } = event;
  const isEven = typeof given === "object" && given !== null && "parity" in given && given.parity === "even";
  return one(({ stage, connection }) => {
    stage.say(m.accept(connection, isEven ? otherParity(stage.parity) : stage.parity));
  });
}

const shared = {
  chart: "connection",
  begin: ({ stage }: Scene) => stage.greet(),
  states: ["open"],
  stimuli,
  allows: never,
} as const satisfies Partial<Course>;

/** Connection 0. */
export const rootConnection: Course = {
  ...shared,
  name: "root connection",
  input: (profile) => ({ connection: 0, profile, settings }),
  automatic: { idle: "parent.established" },
  moves: ({ type }) => (type === "parent.established" ? () => {} : undefined),
};

/** A virtual connection that the kit opens. */
export const virtualConnection: Course = {
  ...shared,
  name: "virtual connection",
  input: (profile) => ({ connection: 2, profile, settings }),
  automatic: { deciding: "local.accept" },
  moves: ({ type }) => {
    if (type === "local.accept") return awaitVerdict;
    if (type !== "peer.open") return undefined;
    return (scene) => {
      scene.connection = scene.stage.nextConnection();
      scene.stage.say(m.open(scene.connection, scene.stage.parity));
    };
  },
};
