import type { Intent } from "../../machines/intent.ts";
import { SendCredit } from "../../runtime/driver/credit.ts";
import { ChannelEnd } from "./channel-end.ts";
import type { Happening } from "./charts.ts";
import type { Connection } from "./connection.ts";
import { brokenOff, endedWith, event } from "./events.ts";
import { WHY } from "./outcomes.ts";
import type { ChannelPlan } from "./plan.ts";
import { checkSender } from "./sender-check.ts";

/** The sending end of a channel, by the rules of `runtime/driver/outgoing-channel.ts`. */
export class Sender extends ChannelEnd {
  readonly credit = this.cell();
  readonly writers = this.cell();
  /** Writes that were asked for. */
  readonly written = this.cell();
  readonly isClosing = this.cell();
  /** A message here meets an id that has ended. */
  readonly hasEnded = this.cell();
  readonly waitsForRoom = this.cell();
  readonly isCloseTold = this.cell();
  readonly why = this.cell();
  /** Said before the Call, as 7.3.0 peers do: items, then perhaps Close. */
  readonly early = this.cell();
  readonly isClosedEarly = this.cell();

  constructor(connection: Connection, index: number, plan: ChannelPlan) {
    super(connection, "outgoingChannel", index, plan);
    connection.senders.push(this);
  }

  get name(): string {
    return `sender ${this.index}`;
  }

  /** Closes as soon as its writers are done. */
  get isEnding(): boolean {
    return this.isClosing.isSet;
  }

  get hasSentClose(): boolean {
    return this.why.value === WHY.closed;
  }

  override begin(): void {
    super.begin();
    const tooMany = this.peer.hasFault("creditOffByOne") ? 1 : 0;
    this.credit.value = this.plan.credit - this.early.value + tooMany;
  }

  bindOwn(givenUp: boolean): void {
    if (this.isClosedEarly.isSet) {
      this.hasEnded.isSet = true;
      return;
    }
    this.begin();
    if (givenUp) this.close();
  }

  bindTheirs(): void {
    this.begin();
    this.deliver(event("parent.announced"));
  }

  /** It is not bound: what comes for it is dropped. */
  forget(): void {
    if (!this.isAlive) this.hasEnded.isSet = true;
  }

  write(): void {
    this.written.value++;
    if (this.writers.isSet || !this.#maySend) {
      this.writers.value++;
      this.#afterWriters();
    } else this.#emit();
  }

  /** The last writer gives up. */
  withdraw(): void {
    this.writers.value--;
    if (!this.writers.isSet && this.state === "stalled") this.deliver(event("local.withdraw"));
    this.#afterWriters();
  }

  close(): void {
    if (this.isClosing.isSet || !this.isAlive) return;
    this.isClosing.isSet = true;
    if (!this.writers.isSet) this.deliver(event("local.close"));
  }

  giveUp(): void {
    this.close();
  }

  onGrant(additional: number): void {
    if (!this.isAlive) {
      this.connection.consult(event(this.hasEnded.isSet ? "peer.grant.ended" : "peer.grant.unknown"));
      return;
    }
    const credit = new SendCredit(this.credit.value);
    const fits = credit.grant(additional);
    this.credit.value = credit.available;
    if (!fits) this.deliver(event("peer.grant.overflow"));
    else if (!this.isOpenForData) this.deliver(event("peer.grant"));
  }

  onReset(): void {
    if (this.isAlive) {
      this.#end("reset");
      this.deliver(event("peer.reset"));
    } else this.connection.consult(event(this.hasEnded.isSet ? "peer.reset.ended" : "peer.reset.unknown"));
  }

  /** Breaks the stream off itself, which is not the sender's to do. */
  breakOff(): void {
    this.peer.out.send({ kind: "ResetChannel", on: this.connection.index, channel: this.index, odd: "never" });
    this.deliver(endedWith(brokenOff));
  }

  /** The outbox has room again. */
  onRoom(): void {
    if (!this.waitsForRoom.isSet) return;
    this.waitsForRoom.isSet = false;
    this.#pump();
  }

  override deliver(happening: Happening): void {
    if (happening.type === "parent.ended" && this.isAlive) this.#end("lost");
    super.deliver(happening);
  }

  perform(intent: Intent): void {
    switch (intent.type) {
      case "startWriters":
        this.#pump();
        return;
      case "sendClose":
        this.#end("closed");
        this.peer.out.send({ kind: "CloseChannel", on: this.connection.index, channel: this.index });
        this.isCloseTold.isSet = true;
        return;
      case "failWriters":
        this.writers.value = 0;
        this.isCloseTold.isSet = true;
        return;
      default:
        throw this.unknown(intent);
    }
  }

  override retire(): void {
    super.retire();
    this.hasEnded.isSet = true;
  }

  override normalise(): void {
    super.normalise();
    if (!this.hasBegun || this.isAlive) return;
    for (const cell of [this.credit, this.waitsForRoom]) cell.value = 0;
  }

  check(): void {
    checkSender(this);
  }

  get #maySend(): boolean {
    return this.credit.isSet && this.isOpenForData && this.peer.out.hasRoom;
  }

  #emit(): void {
    const credit = new SendCredit(this.credit.value);
    this.demand(this.connection.isUp, "rpc.channel", "an Item although the connection is over");
    this.demand(credit.take(), "rpc.flow-control.credit", "an Item beyond credit");
    this.credit.value = credit.available;
    this.peer.out.send({ kind: "ChannelItem", on: this.connection.index, channel: this.index });
  }

  #pump(): void {
    while (this.writers.isSet && this.#maySend) {
      this.writers.value--;
      this.#emit();
    }
    this.#afterWriters();
  }

  #afterWriters(): void {
    if (this.writers.isSet) {
      if (!this.isOpenForData) return;
      if (!this.credit.isSet) this.deliver(event("local.stall"));
      else this.waitsForRoom.isSet = true;
    } else if (this.isClosing.isSet && this.isAlive) this.deliver(event("local.close"));
  }

  #end(how: string): void {
    if (how === "closed") this.demand(!this.why.isSet, "rpc.channel.close", "Close, although it has ended");
    if (!this.why.isSet) this.why.value = WHY[how] ?? 0;
  }
}
