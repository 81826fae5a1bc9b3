import type { Intent } from "../../machines/intent.ts";
import { ChannelEnd } from "./channel-end.ts";
import type { Happening } from "./charts.ts";
import type { Connection } from "./connection.ts";
import { bind, closeCame, event } from "./events.ts";
import type { Message } from "./messages.ts";
import { CLOSE_CAME, PARENT_ENDED, RESET_CAME, RESET_SENT } from "./outcomes.ts";
import type { OutgoingCall } from "./outgoing-call.ts";
import type { ChannelPlan } from "./plan.ts";
import { checkReceiver } from "./receiver-check.ts";
import { Early, Window } from "./window.ts";

const CLOSED = 1;
const RESET = 2;

/** The receiving end of a channel, by the rules of `runtime/driver/incoming-channel.ts` and `channels.ts`. */
export class Receiver extends ChannelEnd {
  /** The call of ours that announces it, if it is ours. */
  readonly introducedBy: OutgoingCall | null;
  readonly window: Window;
  readonly early: Early;
  readonly #how = this.cell();
  readonly #isBound = this.cell();
  readonly finished = this.cell();
  readonly causes = this.cell();

  constructor(connection: Connection, index: number, plan: ChannelPlan, introducedBy: OutgoingCall | null) {
    super(connection, "incomingChannel", index, plan);
    this.introducedBy = introducedBy;
    this.window = new Window(connection.peer.world.memory, plan.credit);
    this.early = new Early(connection.peer.world.memory);
    connection.receivers.push(this);
  }

  get name(): string {
    return `receiver ${this.index}`;
  }

  override get input() {
    return { ...super.input, profile: this.peer.world.plan.profile };
  }

  get isBound(): boolean {
    return this.#isBound.isSet;
  }

  get isEnding(): boolean {
    return false;
  }

  get hasEnded(): boolean {
    return this.#how.isSet;
  }

  get isReset(): boolean {
    return this.#how.value === RESET;
  }

  bindOwn(givenUp: boolean): void {
    this.begin();
    this.deliver(bind(0));
    if (givenUp) this.giveUp();
  }

  bindTheirs(): void {
    this.begin();
    const { items, isClosed } = this.early.take();
    for (let item = 0; item < items; item++) this.onItem();
    if (isClosed) this.onClose();
  }

  forget(): void {
    this.early.take();
    if (!this.isAlive) this.#how.value = RESET;
  }

  keepEarly(isClose: boolean): void {
    this.early.keep(this.index, isClose);
  }

  onItem(): void {
    if (!this.isAlive) this.#consult("item");
    else if (!this.isOpenForData) this.deliver(event("peer.item"));
    else if (!this.window.arrive()) this.deliver(event("peer.item.overrun"));
    else this.demand(!this.finished.isSet, "rpc.channel.lifecycle", "an item after the end");
  }

  onClose(): void {
    if (!this.isAlive) {
      this.#consult("close");
      return;
    }
    this.causes.value |= CLOSE_CAME;
    this.deliver(closeCame(this.window.queued.value));
  }

  onReset(): void {
    if (this.isAlive) {
      this.causes.value |= RESET_CAME;
      this.deliver(event("peer.reset"));
    } else this.connection.consult(event(this.hasEnded ? "peer.reset.ended" : "peer.reset.unknown"));
  }

  /** The application takes an item. */
  read(): void {
    const additional = this.window.take();
    if (additional > 0 && this.isOpenForData) this.#sendGrant(additional);
    if (!this.window.queued.isSet && this.state === "draining") this.deliver(event("local.drained"));
  }

  grantByHand(): void {
    if (!this.isOpenForData) return;
    this.window.grantByHand();
    this.#sendGrant(1);
  }

  /** The application wants no more. */
  giveUp(): void {
    if (this.isAlive) this.deliver(event("local.reset"));
  }

  override deliver(happening: Happening): void {
    if (happening.type === "parent.ended" && this.isAlive) this.causes.value |= PARENT_ENDED;
    if (happening.type === "local.bind") this.#isBound.isSet = true;
    super.deliver(happening);
  }

  perform(intent: Intent): void {
    switch (intent.type) {
      case "sendReset":
        this.demand((this.causes.value & RESET_SENT) === 0, "rpc.channel.reset", "Reset twice");
        this.causes.value |= RESET_SENT;
        this.#sendUrgent({ kind: "ResetChannel", on: this.connection.index, channel: this.index });
        return;
      case "finishReaders":
      case "failReaders":
        this.finished.value++;
        return;
      case "dropItems":
        this.window.queued.value = 0;
        this.finished.value++;
        return;
      default:
        throw this.unknown(intent);
    }
  }

  override retire(): void {
    super.retire();
    this.#how.value = this.state === "closed" ? CLOSED : RESET;
  }

  protected override stepped({ type }: Happening): void {
    const isComplete = (type === "peer.close" || type === "local.bind") && !this.isAlive;
    if (isComplete) this.demand(!this.window.queued.isSet, "rpc.channel.close", "items are left");
    if (type === "parent.ended") {
      const isComplete = this.isBound && (this.causes.value & CLOSE_CAME) !== 0;
      this.demand((this.state === "closed") === isComplete, "rpc.channel.lifecycle", "a stream is whole or broken");
    }
    if (type === "local.reset") this.demand(!this.isAlive, "rpc.channel.reset", "the application wanted no more");
  }

  override normalise(): void {
    super.normalise();
    if (this.hasBegun && !this.isAlive) this.window.clear();
  }

  check(): void {
    checkReceiver(this);
  }

  #consult(what: "item" | "close"): void {
    const how = this.#how.value;
    if (how === CLOSED) this.connection.consult(event(`peer.${what}.afterClose`));
    else if (how === RESET) this.connection.consult(event(`peer.${what}.ended`));
    else if (this.introducedBy !== null) this.connection.consult(event(`peer.${what}.unknown`));
    else {
      const kind = what === "item" ? "ChannelItem" : "CloseChannel";
      this.connection.consult(event(`peer.${what}.unannounced`), { kind, channel: this.index });
    }
  }

  #sendGrant(count: number): void {
    this.#sendUrgent({ kind: "GrantCredit", on: this.connection.index, channel: this.index, count });
  }

  #sendUrgent(message: Message): void {
    if (this.introducedBy === null) this.peer.out.sendUrgent(message, null);
    else this.introducedBy.sendUrgent(message);
  }
}
