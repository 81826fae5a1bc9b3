import type { Ending, Settings } from "../../machines/endings.ts";
import type { Intent } from "../../machines/intent.ts";
import { Actor, paramOf } from "./actor.ts";
import type { Happening } from "./charts.ts";
import { endedWith, event } from "./events.ts";
import type { Peer } from "./peer.ts";

/** Events after which a session is over, in whatever state it was. */
const ENDS: ReadonlySet<string> = new Set([
  ...["parent.violation", "parent.failed", "parent.unresponsive", "parent.quiet"],
  ...["local.close", "local.refuse", "peer.protocolError"],
  ...["link.ended", "link.failed", "timer.handshake", "timer.drain"],
]);
const COMPLAINS: ReadonlySet<string> = new Set(["parent.violation", "local.refuse", "timer.handshake"]);
const SHAKING_HANDS: ReadonlySet<string> = new Set(["awaitingHello", "awaitingHelloYourself", "deciding"]);

/** The session's chart with what `runtime/driver/session.ts` and `driver.ts` do for it. */
export class Session extends Actor {
  readonly name = "session";
  readonly settings: Settings;
  readonly #isEstablished = this.cell();
  readonly #drainArmed = this.cell();
  /** Asked for by the user. */
  readonly isDrainAsked = this.cell();
  /** Intents that were performed in the step at hand. */
  readonly #performed = new Set<string>();

  constructor(peer: Peer, settings: Settings) {
    super(peer, "session");
    this.settings = settings;
  }

  get input() {
    return { profile: this.peer.world.plan.profile, settings: this.settings };
  }

  get isUp(): boolean {
    return this.isAlive && this.#isEstablished.isSet;
  }

  get isShakingHands(): boolean {
    return SHAKING_HANDS.has(this.state);
  }

  get isDrainTimed(): boolean {
    return this.#drainArmed.isSet;
  }

  get ending(): Ending | null {
    return this.spot?.context.ending ?? null;
  }

  perform(intent: Intent): void {
    const { peer } = this;
    this.#performed.add(intent.type);
    switch (intent.type) {
      case "sendHello":
        peer.out.send({ kind: "Hello" });
        return;
      case "askAcceptor":
        if (!peer.mayDo("handshake")) this.deliver(event("local.accept"));
        return;
      case "sendHelloYourself":
        peer.out.send({ kind: "HelloYourself" });
        return;
      case "establish":
        this.demand(!this.#isEstablished.isSet, "session.handshake", "established twice");
        this.#isEstablished.isSet = true;
        if (this.spot?.context.remote !== null) peer.openRoot();
        return;
      case "sendPong":
        peer.out.sendUrgent({ kind: "Pong", count: Number(paramOf(intent, "nonce")) }, null);
        return;
      case "sendProtocolError":
        peer.out.sendUrgent({ kind: "ProtocolError" }, null);
        return;
      case "closeLink":
        peer.out.close();
        peer.in.deafen();
        return;
      case "armDrain":
        this.#drainArmed.isSet = true;
        for (const connection of peer.connections) connection.deliver(event("local.drain"));
        peer.checkQuiet();
        return;
      case "endEverything":
        if (this.ending !== null) peer.endEverything(endedWith(this.ending));
        return;
      default:
        throw this.unknown(intent);
    }
  }

  retire(): void {}

  protected override stepped(happening: Happening, from: string): void {
    const performed = new Set(this.#performed);
    this.#performed.clear();
    this.demand(this.isAlive !== this.#mustEnd(happening, from), "session.end", `after ${happening.type} in ${from}`);
    const isPing = happening.type === "peer.ping";
    this.demand(!isPing || performed.has("sendPong"), "session.keepalive", "a Ping without its Pong");
    if (this.isAlive) return;
    const isDrained = happening.type === "parent.quiet" || happening.type === "timer.drain";
    this.demand(!isDrained || this.isDrainAsked.isSet, "session.drain", "nobody asked for it");
    this.demand(this.ending !== null, "session.end", "nobody knows why it ended");
    // Whoever waits for the handshake is told there, too.
    this.demand(performed.has("endEverything"), "session.end", "what hangs on it is not told");
    this.demand(performed.has("closeLink"), "session.end", "the link stays open");
    const complained = performed.has("sendProtocolError");
    this.demand(complained === COMPLAINS.has(happening.type), "session.protocol-error", `after ${happening.type}`);
  }

  override recover(): void {
    super.recover();
    this.#performed.clear();
  }

  check(): void {
    const { state, peer } = this;
    if (!this.isAlive) return;
    const isLastHandleGone = peer.root.hasBegun && !peer.root.isHeld;
    switch (state) {
      case "deciding":
        this.demand(peer.index === 1, "session.handshake", "an initiator waits for a Hello");
        break;
      case "awaitingHelloYourself":
        this.demand(peer.index === 0, "session.handshake", "an acceptor waits for a HelloYourself");
        break;
      case "established":
        this.demand(!isLastHandleGone, "session.release", "the root was released");
        this.demand(!this.isDrainAsked.isSet, "session.drain", "a drain was asked for");
        break;
      case "lingering":
        this.demand(isLastHandleGone && peer.virtual > 0, "session.release", "nothing to linger for");
        this.demand(!this.isDrainAsked.isSet, "session.drain", "a drain was asked for");
        break;
      case "draining":
        this.demand(this.isDrainAsked.isSet && this.#drainArmed.isSet, "session.drain", "without end in sight");
        this.demand(peer.live > 0, "session.drain", "nothing runs any more");
    }
    const isUp = !this.isShakingHands;
    this.demand(isUp === this.#isEstablished.isSet, "session.handshake", "half established");
    this.demand(isUp === peer.root.hasBegun, "connection.root", "a session without a root");
  }

  #mustEnd(happening: Happening, from: string): boolean {
    if (ENDS.has(happening.type)) return true;
    const isLast = "connections" in happening && happening.connections === 0;
    if (SHAKING_HANDS.has(from)) return happening.type === "local.drain" || happening.type === "local.release";
    if (happening.type === "local.release") return isLast && from === "established";
    return happening.type === "parent.connectionEnded" && isLast && from === "lingering";
  }
}
