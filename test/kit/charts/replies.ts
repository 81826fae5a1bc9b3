import { otherParity } from "../../../machines/index.ts";
import { toHex } from "../../../runtime/cli/hex.ts";
import type { Message } from "../../../runtime/wire/index.ts";
import { wordsOf } from "../trace.ts";
import type { ChartEvent, Scene } from "./course.ts";
import type { Expected } from "./plan.ts";

/** A message that an intent of the chart puts on the wire. */
export interface Reply {
  readonly words: string;
  readonly fits: (message: Message) => boolean;
}

type Legal = Extract<Expected, { kind: "legal" }>;

/** What the peer has to send, as the intents of the row say. */
export function repliesTo({ intents }: Legal, event: ChartEvent, scene: Scene): Reply[] {
  return intents.flatMap(({ type }) => REPLIES[type]?.(scene, event) ?? []);
}

/** Whether the row ends the session, without a word of ours. */
export function endsSession({ intents }: Legal): boolean {
  return intents.some(({ type }) => type === "closeLink");
}

const answer = (words: string, ret: string): ((scene: Scene) => Reply) => {
  return ({ stage, connection }) => ({
    words: `Response ${words}`,
    fits: (it) =>
      it.kind === "Response" && it.connection === connection && toHex(it.ret) === ret && !stage.isProofAnswer(it),
  });
};

const REPLIES: Readonly<Record<string, (scene: Scene, event: ChartEvent) => Reply>> = {
  sendPong: (_, { nonce }) => ({
    words: `Pong ${String(nonce)} on connection 0`,
    fits: (it) => it.kind === "Pong" && it.connection === 0 && it.nonce === nonce,
  }),
  sendHelloYourself: ({ stage }) => {
    const said = stage.frames.findLast(({ message }) => message?.kind === "Hello")?.message;
    const parity = said?.kind === "Hello" ? otherParity(said.settings.parity) : "even";
    return {
      words: `HelloYourself ${parity} on connection 0`,
      fits: (it) => it.kind === "HelloYourself" && it.connection === 0 && it.settings.parity === parity,
    };
  },
  sendCancelled: answer("Cancelled (0103)", "0103"),
  refuseCall: answer("Cancelled (0103)", "0103"),
  /** The echo of `text("parity")`. */
  admitCall: answer("Ok", "0006706172697479"),
  startWriters: ({ output }) => ({
    words: `ChannelItem ${output}`,
    fits: (it) => it.kind === "ChannelItem" && it.channel === output,
  }),
};

/** Messages in words, for reports. */
export const inWords = (messages: readonly Message[]) => messages.map(wordsOf).join("; ");
