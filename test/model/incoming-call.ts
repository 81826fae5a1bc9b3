import type { Intent } from "../../machines/intent.ts";
import { paramOf } from "./actor.ts";
import { Call } from "./call.ts";
import type { Happening } from "./charts.ts";
import type { Connection } from "./connection.ts";
import { bind, event, refuse } from "./events.ts";
import { checkCallStep, checkIncomingCall } from "./incoming-call-check.ts";
import { limitBrokenBy } from "./limits.ts";
import type { Line } from "./line.ts";
import type { Answer } from "./messages.ts";
import { ANSWERS } from "./outcomes.ts";
import type { CallPlan } from "./plan.ts";
import { Receiver } from "./receiver.ts";

/** A call at its callee. */
export class IncomingCall extends Call {
  /** A handler runs, whatever the chart thinks of it. */
  readonly handlerRuns = this.cell();
  /** A handler was given the channels; it may keep them after its end. */
  readonly #hasRun = this.cell();
  readonly answered = this.cell();
  readonly #isAborted = this.cell();
  readonly isCancelled = this.cell();
  readonly #isReported = this.cell();

  constructor(connection: Connection, index: number, plan: CallPlan) {
    super(connection, "incomingRequest", index, plan);
    connection.incoming.push(this);
  }

  protected get line(): Line {
    return this.connection.handlers;
  }

  get isRunning(): boolean {
    return this.state === "handling" || this.state === "cancelling";
  }

  get hasRun(): boolean {
    return this.#hasRun.isSet;
  }

  get isAnswered(): boolean {
    return this.state === "cancelling" || !this.isAlive;
  }

  /** A Call came, in the order of questions of `runtime/driver/requests.ts`. */
  onRequest(): void {
    const { connection, plan } = this;
    const message = { kind: "Request", on: connection.index, call: this.index } as const;
    const breach = limitBrokenBy(this);
    if (this.isAlive) connection.consult(event("peer.call.idInUse"));
    else if (this.channels.some((channel) => channel.isAlive)) connection.consult(event("peer.call.badChannels"));
    else if (breach !== null) connection.consult(breach, message);
    else if (plan.wrongParity) connection.consult(event("peer.call.wrongParity"), message);
    else if (!connection.isOpenForData) connection.consult(event("peer.call"), message);
    else this.admit();
  }

  /** It was taken or answered, or the session ends over it. */
  checkTaken(): void {
    const isDealtWith = this.hasBegun || this.answered.isSet || !this.peer.session.isAlive;
    this.demand(isDealtWith, "rpc.response.one-per-request", "neither taken nor answered");
  }

  onCancel(): void {
    if (this.isAlive) {
      this.isCancelled.isSet = true;
      this.deliver(event("peer.cancel"));
    } else this.connection.consult(event("peer.cancel.ended"));
  }

  admit(): void {
    const { served } = this.plan;
    this.begin();
    if (served === "unknownMethod") {
      for (const channel of this.channels) channel.forget();
      this.deliver(refuse(served));
      return;
    }
    this.#bind();
    if (served === undefined) {
      this.queue();
      return;
    }
    this.deliver(refuse(served));
    for (const channel of this.channels) channel.forget();
  }

  /** Answers without running anything: Cancelled, or what would be wrong with the Call at any time. */
  refuse(): void {
    this.#answer(this.peer.hasFault("unservedIsCancelled") ? "cancelled" : (this.plan.served ?? "cancelled"));
    if (!this.peer.hasFault("refusalForgetsChannels")) {
      this.#bind();
      for (const channel of this.channels) channel.giveUp();
    }
    for (const channel of this.channels) channel.forget();
  }

  respond(): void {
    this.handlerRuns.isSet = false;
    this.deliver(event("local.respond"));
  }

  fail(): void {
    this.handlerRuns.isSet = false;
    this.deliver(event("local.fail"));
  }

  override perform(intent: Intent): void {
    switch (intent.type) {
      case "runHandler":
        this.#run();
        return;
      case "sendResponse":
        this.#answer("ok");
        return;
      case "sendCancelled":
        this.#answer("cancelled");
        return;
      case "sendRefusal":
        this.#answer(paramOf(intent, "refusal") === "unknownMethod" ? "unknownMethod" : "invalidPayload");
        return;
      case "endChannels":
        for (const channel of this.channels) channel.giveUp();
        return;
      case "abortHandler":
        this.#isAborted.isSet = true;
        return;
      case "reportFailure":
      case "reportLeak":
        this.#isReported.isSet = true;
        return;
      default:
        super.perform(intent);
    }
  }

  protected override stepped({ type }: Happening, from: string): void {
    const mustReport = (type === "local.fail" && from === "handling") || type === "timer.giveUp";
    this.demand(mustReport === this.#isReported.isSet, "rpc.handler.report", `after ${type}`);
    this.#isReported.isSet = false;
    if (this.handlerRuns.isSet && (type === "parent.ended" || this.state === "cancelling"))
      this.demand(this.#isAborted.isSet, "rpc.cancel", "the handler is not told");
    checkCallStep(this, type, from);
  }

  override check(): void {
    super.check();
    checkIncomingCall(this);
  }

  /** Only a method that is served tells which way its channels go. What does not fit is taken to break off after one. */
  #bind(): void {
    const { served } = this.plan;
    const bound = served === undefined ? this.channels.length : served === "invalidPayload" ? 1 : 0;
    for (const channel of this.channels.slice(0, bound)) channel.bindTheirs();
  }

  #run(): void {
    this.demand(!this.handlerRuns.isSet, "rpc.handler", "runs twice");
    this.demand(this.connection.isUp, "rpc.handler", "runs although the connection is over");
    this.handlerRuns.isSet = true;
    this.#hasRun.isSet = true;
    for (const channel of this.channels) {
      if (channel instanceof Receiver && channel.isAlive) channel.deliver(bind(channel.window.queued.value));
    }
  }

  #answer(answer: Answer): void {
    this.demand(!this.answered.isSet, "rpc.response.one-per-request", `a second Response, ${answer}`);
    this.answered.value = ANSWERS[answer];
    this.peer.out.send({ kind: "Response", on: this.connection.index, call: this.index, answer });
  }
}
