import { otherParity } from "../../machines/index.ts";
import { toHex } from "../../runtime/cli/hex.ts";
import type { Link } from "../../runtime/link/link.ts";
import type { Message, Parity } from "../../runtime/wire/index.ts";
import { call, hello, helloYourself, ping, text } from "./messages.ts";
import { quoted } from "./trace.ts";
import { Lacking, Stuck } from "./verdict.ts";
import { type Of, Wire } from "./wire.ts";

export interface StageOptions {
  /** Which part of the handshake is the kit's. */
  readonly role: "initiator" | "acceptor";
  /** How long the peer may take for anything. */
  readonly patienceMs: number;
}

/** What the peer was seen to do after something was said to it. */
export interface Proof {
  readonly pong: boolean;
  readonly echo: boolean;
}

const FIRST_NONCE = 1_000n;
const UNKNOWN_METHOD = "0101";

/** One conversation with the peer, by hand: the handshake, ids and credit, and whether the peer still answers. */
export class Stage extends Wire {
  readonly role: StageOptions["role"];
  /** The kit's half of the ids; the peer's Hello decides it when the kit accepts. */
  parity: Parity = "odd";
  /** What the peer announced for the root connection. */
  limit = 64;
  isUp = false;
  /** What the peer may still be sent on a channel of ours, by channel id. */
  readonly credit = new Map<number, number>();
  #request = 0;
  #channel = 0;
  #connection = 0;
  #nonce = FIRST_NONCE;
  readonly #proofs = new Set<number>();
  readonly #besides = new Set<number>();

  constructor(link: Link, { role, patienceMs }: StageOptions) {
    super(link, patienceMs);
    this.role = role;
  }

  nextRequest(): number {
    this.#request += this.#request === 0 ? (this.parity === "odd" ? 1 : 2) : 2;
    return this.#request;
  }

  nextChannel(): number {
    this.#channel += this.#channel === 0 ? (this.parity === "odd" ? 1 : 2) : 2;
    this.credit.set(this.#channel, 16);
    return this.#channel;
  }

  /** The next id of a virtual connection. */
  nextConnection(): number {
    this.#connection += this.#connection === 0 ? (this.parity === "odd" ? 1 : 2) : 2;
    return this.#connection;
  }

  /** A Response that is beside the point, such as that to the call of a proof. */
  expectAnswer(request: number): void {
    this.#besides.add(request);
  }

  /** Whether the message answers the call of a proof of life. */
  isProofAnswer(message: Message): boolean {
    return message.kind === "Response" && this.#proofs.has(message.request);
  }

  /** Whether the message answers the proof of life, or a call that is beside the point. */
  isBeside(message: Message): boolean {
    if (message.kind === "Pong")
      return message.connection === 0 && message.nonce > FIRST_NONCE && message.nonce <= this.#nonce;
    return message.kind === "Response" && this.#besides.has(message.request);
  }

  /** Shakes hands. @throws {Stuck} */
  async greet(): Promise<void> {
    if (this.role === "initiator") {
      this.say(hello(this.parity));
      const answer = await this.hear("HelloYourself");
      if (answer === undefined) throw new Stuck(["session.handshake"], "HelloYourself", this.state());
      this.limit = answer.settings.maxConcurrentRequests;
    } else {
      await this.awaitHello();
      this.say(helloYourself(this.parity));
    }
    this.isUp = true;
  }

  /** Takes the opposite of the parity that the peer chose. @throws {Stuck} */
  async awaitHello(): Promise<void> {
    const first = await this.hear("Hello");
    if (first === undefined) throw new Stuck(["session.handshake"], "Hello", this.state());
    this.parity = otherParity(first.settings.parity);
    this.limit = first.settings.maxConcurrentRequests;
  }

  /**
   * Asks whether the session, and the connection, still answer: a Ping and a call of `echo`. Ends at a ProtocolError or
   * the end of the link, too.
   */
  async prove(connection = 0): Promise<Proof> {
    const mark = this.mark;
    const nonce = ++this.#nonce;
    const request = this.nextRequest();
    this.expectAnswer(request);
    this.#proofs.add(request);
    if (this.end === null) {
      this.say(ping(nonce), call("echo", { request, connection, args: text("still here") }));
    }
    const pong = () => this.since(mark).some((m) => m.kind === "Pong" && m.nonce === nonce);
    const echo = () => this.since(mark).some((m) => this.#isAnswer(m, request, connection));
    await this.until(() => (pong() && echo()) || this.protocolError !== undefined);
    return { pong: pong(), echo: echo() };
  }

  get protocolError(): Of<"ProtocolError"> | undefined {
    for (const { direction, message } of this.frames) {
      if (direction === "in" && message?.kind === "ProtocolError") return message;
    }
    return undefined;
  }

  /** The Response to a call. @throws {Lacking} when the peer has no such method. @throws {Stuck} when none comes. */
  async answer(request: number, rules: readonly string[], connection = 0): Promise<Of<"Response">> {
    const found = await this.hear("Response", (m) => m.request === request && m.connection === connection);
    if (found === undefined) throw new Stuck(rules, `Response ${request}`, this.state());
    if (toHex(found.ret) === UNKNOWN_METHOD) throw new Lacking("the peer does not serve the method (UnknownMethod)");
    return found;
  }

  /** What the peer did last, in words. */
  state(): string {
    if (this.protocolError !== undefined) return `ProtocolError ${quoted(this.protocolError.description)}`;
    if (this.end !== null) return this.end === "clean" ? "the end of the link" : "a broken link";
    return `nothing within ${this.patienceMs} ms`;
  }

  protected override said(message: Message): void {
    if (message.kind === "Hello") this.parity = message.settings.parity;
    if (message.kind === "ChannelItem") this.#credited(message.channel, -1);
  }

  protected override came(message: Message): void {
    if (message.kind === "GrantCredit") this.#credited(message.channel, message.additional);
  }

  #credited(channel: number, change: number): void {
    const credit = this.credit.get(channel);
    if (credit !== undefined) this.credit.set(channel, credit + change);
  }

  #isAnswer(message: Message, request: number, connection: number): boolean {
    return message.kind === "Response" && message.request === request && message.connection === connection;
  }
}
