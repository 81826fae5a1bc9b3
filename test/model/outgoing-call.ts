import type { Intent } from "../../machines/intent.ts";
import { AfterCall } from "./after-call.ts";
import { Call } from "./call.ts";
import type { Happening } from "./charts.ts";
import type { Connection } from "./connection.ts";
import { callNotSent, callRefused, endedWith, event } from "./events.ts";
import type { Line } from "./line.ts";
import type { Answer, Message } from "./messages.ts";
import { OUTCOMES } from "./outcomes.ts";
import { checkOutgoingCall } from "./outgoing-call-check.ts";
import type { CallPlan } from "./plan.ts";
import { Sender } from "./sender.ts";

const DEADLINE = 2;

/** A call at its caller. */
export class OutgoingCall extends Call {
  readonly #isHeld = this.cell();
  /** What came first: the answer, the user's cancel, the deadline, the end of the connection. */
  readonly first = this.cell();
  readonly settled = this.cell();
  readonly #isLate = this.cell();
  readonly afterCall: AfterCall;

  constructor(connection: Connection, index: number, plan: CallPlan) {
    super(connection, "outgoingRequest", index, plan);
    const { memory, pool } = connection.peer.world;
    this.afterCall = new AfterCall(memory, pool);
    connection.outgoing.push(this);
  }

  protected get line(): Line {
    return this.connection.calls;
  }

  get isInFlight(): boolean {
    return this.state === "awaitingResponse" || this.state === "cancelling";
  }

  get mayTimeOut(): boolean {
    return this.timer.value === DEADLINE;
  }

  get isHeld(): boolean {
    return this.#isHeld.isSet;
  }

  /** `givenUp`: the user gave up the ends of the channels that stay here before the call. */
  start(givenUp: boolean): void {
    this.begin();
    this.#isHeld.isSet = true;
    this.timer.value = this.peer.mayDo("deadline") ? DEADLINE : 0;
    for (const channel of this.channels) channel.bindOwn(givenUp);
    this.queue();
  }

  /** Without asking for a slot. */
  startGreedily(): void {
    this.begin();
    this.#isHeld.isSet = true;
    this.connection.calls.taken.value++;
    this.deliver(event("parent.slot"));
  }

  cancel(): void {
    this.#note("cancelled");
    this.deliver(event("local.cancel"));
  }

  deadline(): void {
    this.timer.value = 0;
    this.#note("timedOut");
    this.deliver(event("timer.deadline"));
  }

  /** Says something about one of its channels, never ahead of the Call. */
  sendUrgent(message: Message): void {
    if (this.#isHeld.isSet && !this.peer.hasFault("grantOvertakes")) this.afterCall.push(message);
    else this.peer.out.sendUrgent(message, this.index);
  }

  respond(answer: Answer): void {
    if (!this.isAlive) {
      const isLate = this.#isLate.isSet;
      this.#isLate.isSet = false;
      if (isLate) this.#noteRefusal(answer, false);
      const what = !this.hasBegun ? "unknown" : isLate ? "late" : "ended";
      this.connection.consult(event(`peer.response.${what}`));
      return;
    }
    this.#note("responded");
    const isAwaited = this.state === "awaitingResponse";
    if (this.peer.hasFault("refusalBeforeAnswer")) this.#noteRefusal(answer, isAwaited);
    this.deliver(event("peer.response"));
    this.#noteRefusal(answer, isAwaited);
  }

  override perform(intent: Intent): void {
    switch (intent.type) {
      case "sendCall":
        this.#sendCall();
        return;
      case "sendCancel":
        this.timer.value = 0;
        this.peer.out.sendUrgent({ kind: "CancelRequest", on: this.connection.index, call: this.index }, this.index);
        return;
      case "settle":
        this.#settle("responded");
        return;
      case "reject":
        this.#settle(this.spot?.context.gaveUp ?? "lost");
        return;
      case "expectLateResponse":
        this.#isLate.isSet = true;
        return;
      default:
        super.perform(intent);
    }
  }

  override retire(): void {
    super.retire();
    if (!this.#isHeld.isSet) return;
    this.#isHeld.isSet = false;
    this.afterCall.clear();
    this.#endChannels(endedWith(callNotSent));
  }

  override deliver(happening: Happening): void {
    if (happening.type === "parent.ended") this.#note("lost");
    super.deliver(happening);
  }

  override check(): void {
    super.check();
    checkOutgoingCall(this);
  }

  #note(how: "responded" | "cancelled" | "timedOut" | "lost"): void {
    if (!this.first.isSet && this.isAlive) this.first.value = OUTCOMES[how] ?? 0;
  }

  #settle(how: string): void {
    this.demand(!this.settled.isSet, "rpc.request.outcome", `the user is told twice, now ${how}`);
    this.settled.value = OUTCOMES[how] ?? 9;
  }

  #sendCall(): void {
    if (!this.#isHeld.isSet) return;
    const { index: on, isUp } = this.connection;
    this.demand(isUp, "rpc.request", "a Call although the connection is over");
    const { wrongParity } = this.plan;
    if (wrongParity) this.peer.out.isOdd.isSet = true;
    this.peer.out.send({ kind: "Request", on, call: this.index, ...(wrongParity && { odd: "strict" }) });
    this.#isHeld.isSet = false;
    for (let next = this.afterCall.shift(); next !== undefined; next = this.afterCall.shift()) this.sendUrgent(next);
    for (const channel of this.channels) if (channel instanceof Sender) channel.deliver(event("parent.announced"));
  }

  /** A call that never ran has bound none of its channels there, whether or not its answer still matters here. */
  #noteRefusal(answer: Answer, isAwaited: boolean): void {
    if (!isAwaited && this.peer.hasFault("refusalSwallowed")) return;
    if (answer === "unknownMethod" || answer === "invalidPayload") this.#endChannels(endedWith(callRefused));
  }

  #endChannels(ended: Happening): void {
    for (const channel of this.channels) channel.deliver(ended);
  }
}
