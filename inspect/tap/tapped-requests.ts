import type { Ending } from "../../machines/endings.ts";
import { parityOf } from "../../runtime/driver/ids.ts";
import type { CancelRequest, Request, Response } from "../../runtime/wire/index.ts";
import { answerOf } from "./answer.ts";
import { Ended } from "./ended.ts";
import { type CalleeLife, type CallerLife, type ConnectionLife, endedWith } from "./lives.ts";
import type { Scope } from "./scope.ts";
import { type Both, otherSide, type Side } from "./side.ts";
import type { TappedChannels } from "./tapped-channels.ts";

interface Call {
  readonly caller: CallerLife;
  readonly callee: CalleeLife;
  readonly channels: readonly number[];
  /** Its CancelRequest passed; the callee may or may not have it yet. */
  isCancelled: boolean;
}

/** The calls of one connection that passed and were not answered, by who made them. */
export class TappedRequests {
  readonly #scope: Scope;
  readonly #connection: Both<ConnectionLife>;
  readonly #channels: TappedChannels;
  readonly #calls: Both<Map<number, Call>> = { left: new Map(), right: new Map() };
  readonly #ended: Both<Ended<"answered">>;
  /** Calls of each side whose CancelRequest passed. */
  readonly #cancelled: Record<Side, number> = { left: 0, right: 0 };

  constructor(scope: Scope, connection: Both<ConnectionLife>, channels: TappedChannels) {
    this.#scope = scope;
    this.#connection = connection;
    this.#channels = channels;
    this.#ended = { left: new Ended(scope.ended), right: new Ended(scope.ended) };
  }

  take(from: Side, message: Request | Response | CancelRequest): void {
    switch (message.kind) {
      case "Request":
        this.#call(from, message);
        return;
      case "Response":
        this.#respond(from, message);
        return;
      case "CancelRequest":
        this.#cancel(from, message.request);
    }
  }

  /** The connection of one side ended. */
  end(side: Side, ending: Ending): void {
    for (const call of this.#calls[side].values()) call.caller.say(endedWith(ending));
    for (const call of this.#calls[otherSide(side)].values()) call.callee.say(endedWith(ending));
    this.#forgetOver();
  }

  #call(from: Side, message: Request): void {
    const to = otherSide(from);
    const far = this.#connection[to];
    const { request } = message;
    if (this.#calls[from].has(request)) {
      far.hear({ type: "peer.call.idInUse" });
      return;
    }
    const hasFreeChannels = this.#channels.areFree(to, message.channels);
    if (!hasFreeChannels) far.hear({ type: "peer.call.badChannels" });
    this.#checkLimit(from);
    if (parityOf(request) === far.context.local.parity) far.hear({ type: "peer.call.wrongParity" });
    if (!this.#scope.follow(from)) return;

    const { lives, definitions } = this.#scope;
    const method = definitions.nameOf(message.method);
    const call: Call = {
      caller: lives.caller(this.#connection[from], request, method),
      callee: lives.callee(this.#connection[to], request, method),
      channels: hasFreeChannels ? message.channels : [],
      isCancelled: false,
    };
    this.#calls[from].set(request, call);
    call.caller.say({ type: "parent.slot" });
    // Whether its handler runs already is not on the wire.
    call.callee.say({ type: "parent.slot" });
    if (call.channels.length === 0) return;
    const names = { near: call.caller.name, far: call.callee.name };
    const calls = from === "left" ? { left: names.near, right: names.far } : { left: names.far, right: names.near };
    this.#channels.announce(from, message.channels, definitions.channelsOf(message), calls);
  }

  #respond(from: Side, { request, ret }: Response): void {
    const by = otherSide(from);
    const call = this.#calls[by].get(request);
    if (call === undefined) {
      this.#respondToNone(by, request);
      return;
    }
    const answer = answerOf(ret);
    if (answer === "result" || answer === "unreadable") {
      call.callee.say({ type: "local.respond" });
      if (call.isCancelled) this.#connection[from].hear({ type: "peer.cancel.ended" });
    } else {
      // A handler that threw and one that obeyed a CancelRequest answer alike.
      if (answer === "cancelled" && call.isCancelled) call.callee.hear({ type: "peer.cancel" });
      call.callee.say({ type: "local.fail" });
    }
    call.caller.hear({ type: "peer.response" });
    if (answer === "unknownMethod" || answer === "invalidPayload") {
      this.#channels.refuse(call.channels, { cause: "callRefused", detail: "its call was refused" });
    }
    if (call.isCancelled) this.#cancelled[by]--;
    this.#calls[by].delete(request);
    this.#scope.leave();
    this.#ended[by].add(request, "answered");
  }

  #respondToNone(by: Side, request: number): void {
    const how = this.#ended[by].get(request);
    if (how === "answered") this.#connection[by].hear({ type: "peer.response.ended" });
    else if (how === undefined && !this.#scope.isPartial) {
      this.#connection[by].hear({ type: "peer.response.unknown" });
    }
  }

  #cancel(from: Side, request: number): void {
    const call = this.#calls[from].get(request);
    if (call === undefined) {
      this.#connection[otherSide(from)].hear({ type: "peer.cancel.ended" });
      return;
    }
    call.caller.say({ type: "local.cancel" });
    // Which of the two came first, this or the Response, the Response will tell.
    if (!call.isCancelled) this.#cancelled[from]++;
    call.isCancelled = true;
  }

  /** What passed here was sent: a Response that is still on its way only makes the count too small. */
  #checkLimit(from: Side): void {
    const to = otherSide(from);
    const limit = this.#connection[to].context.local.maxConcurrentRequests;
    const inFlight = this.#calls[from].size - this.#cancelled[from];
    if (inFlight < limit) return;
    this.#connection[to].hear({ type: "peer.call.beyondLimit", breach: `${limit} were announced` });
  }

  #forgetOver(): void {
    for (const calls of [this.#calls.left, this.#calls.right]) {
      for (const [id, { caller, callee }] of calls) {
        if (!caller.isOver || !callee.isOver) continue;
        calls.delete(id);
        this.#scope.leave();
      }
    }
  }
}
