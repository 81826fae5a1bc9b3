import { otherParity, type Parity } from "../../../machines/index.ts";
import type { Message } from "../../../runtime/wire/index.ts";
import * as m from "../messages.ts";
import { Stuck } from "../verdict.ts";
import { type ChartEvent, type Course, type Move, never, OWN_LIMIT, type Scene, type Stimulus } from "./course.ts";
import { openVirtual } from "./scenes.ts";

const settings = { parity: "odd", maxConcurrentRequests: 64 } as const;
const HANDSHAKE = ["session.handshake"];

const tell =
  (...messages: Message[]): Move =>
  ({ stage }) =>
    stage.say(...messages);

/** Bytes that are no message. */
const garbage: readonly Stimulus[] = [
  { variant: "no bytes at all", say: ({ stage }) => stage.sayBytes(new Uint8Array()) },
  { variant: "a kind that is none", say: ({ stage }) => stage.sayBytes(Uint8Array.of(0, 0x2a, 0)) },
  { variant: "a message cut short", say: ({ stage }) => stage.sayBytes(Uint8Array.of(0, 7, 1)) },
];

const early: readonly Stimulus[] = [
  { variant: "Ping", say: tell(m.ping(1n)) },
  { variant: "Request", say: tell(m.call("echo", { request: 1, args: m.text("too early") })) },
  { variant: "OpenConnection", say: tell(m.open(1, "odd")) },
];

/** An id that nobody has opened, of the half that the kit may open. */
const unopened = (scene: Scene) => (scene.stage.parity === "odd" ? 1_001 : 1_002);

const strays: readonly Stimulus[] = [
  {
    variant: "Request",
    say: (scene) => {
      const request = scene.stage.nextRequest();
      scene.stage.say(m.call("echo", { request, args: m.text("nobody"), connection: unopened(scene) }));
    },
  },
  {
    variant: "ChannelItem",
    say: (scene) => scene.stage.say(m.item(scene.stage.nextChannel(), m.number(1), unopened(scene))),
  },
  { variant: "CloseConnection", say: (scene) => scene.stage.say(m.closeConnection(unopened(scene))) },
  { variant: "AcceptConnection", say: (scene) => scene.stage.say(m.accept(unopened(scene), "even")) },
];

const wrongIds: readonly Stimulus[] = [
  {
    variant: "of the wrong parity",
    say: ({ stage }) => stage.say(m.open(stage.parity === "odd" ? 2 : 1, stage.parity)),
  },
  { variant: "zero", say: ({ stage }) => stage.say(m.open(0, stage.parity)) },
  {
    variant: "in use",
    say: async (scene) => {
      await openVirtual(scene);
      scene.stage.say(m.open(scene.connection, scene.stage.parity));
      scene.connection = 0;
    },
  },
];

const closedThere: readonly Stimulus[] = [
  {
    variant: "Request",
    say: async (scene) => {
      await openVirtual(scene);
      const { stage, connection } = scene;
      scene.connection = 0;
      stage.say(m.closeConnection(connection));
      stage.say(m.call("echo", { request: stage.nextRequest(), connection, args: m.text("after close") }));
    },
  },
];

function stimuli(event: ChartEvent, state: string): readonly Stimulus[] | string {
  const isUp = state === "established";
  switch (event.type) {
    case "peer.hello":
      return [{ say: tell(m.hello(parityIn(event), Number(event.version), Number(event.connection))) }];
    case "peer.helloYourself":
      return [
        { say: ({ stage }) => stage.say(m.helloYourself(answering(event, stage.parity), Number(event.connection))) },
      ];
    case "peer.protocolError":
      return [{ say: tell(m.protocolError("told by the kit", Number(event.connection))) }];
    case "peer.undecodable":
      return garbage;
    case "peer.early":
      return isUp ? "only before the handshake is done" : early;
    case "peer.oversized":
    case "peer.pings":
    case "peer.backlog":
    case "peer.aborts":
    case "peer.late":
      return OWN_LIMIT;
  }
  if (!isUp) return "before the handshake is done it is peer.early";
  switch (event.type) {
    case "peer.ping":
      return [{ say: tell(m.ping(300n, Number(event.connection))) }];
    case "peer.pong":
      return [{ say: tell(m.pong(1n, 2)) }];
    case "peer.open.wrongId":
      return wrongIds;
    case "peer.stray.closedThere":
      return closedThere;
    case "peer.stray.unknown":
      return strays;
    default:
      return "the peer would have to close a connection by itself";
  }
}

const parityIn = ({ settings: given }: ChartEvent): Parity =>
  typeof given === "object" && given !== null && "parity" in given && given.parity === "even" ? "even" : "odd";

/** The chart's input is odd, so "even" stands for the right answer. */
const answering = (event: ChartEvent, right: Parity) => (parityIn(event) === "even" ? right : otherParity(right));

const shared = {
  chart: "session",
  input: (profile) => ({ profile, settings }),
  begin: () => {},
  stimuli,
  allows: never,
} as const satisfies Partial<Course>;

/** The handshake of a peer that waits for Hello, and the session after it. */
export const acceptingSession: Course = {
  ...shared,
  name: "session",
  peerRole: "acceptor",
  automatic: { deciding: "local.accept" },
  states: ["awaitingHello", "established"],
  moves: ({ type }) => {
    if (type === "peer.hello") return ({ stage }) => stage.say(m.hello(stage.parity));
    if (type !== "local.accept") return undefined;
    return async ({ stage }) => {
      const answer = await stage.hear("HelloYourself");
      if (answer === undefined) throw new Stuck(HANDSHAKE, "HelloYourself", stage.state());
      stage.limit = answer.settings.maxConcurrentRequests;
      stage.isUp = true;
    };
  },
};

/** The handshake of a peer that says Hello, and the session after it. */
export const initiatingSession: Course = {
  ...shared,
  name: "session",
  peerRole: "initiator",
  automatic: { awaitingHello: "local.initiate" },
  states: ["awaitingHelloYourself", "established"],
  moves: ({ type }) => {
    if (type === "local.initiate") return ({ stage }) => stage.awaitHello();
    if (type !== "peer.helloYourself") return undefined;
    return ({ stage }) => {
      stage.say(m.helloYourself(stage.parity));
      stage.isUp = true;
    };
  },
};
