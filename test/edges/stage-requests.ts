import type { AnyEventObject } from "xstate";
import { emptyMetadata } from "../../runtime/wire/index.ts";
import { Bench, request, response, settled } from "./bench.ts";
import type { Path } from "./plan.ts";
import type { Stage, Staging } from "./stage.ts";
import type { Witness } from "./witness.ts";

const DEADLINE_MS = 80;
const GIVE_UP_MS = 400;

const isRequest = (id: number) => (context: object) => "request" in context && context.request === id;

/** The second call of ours where one may be in flight: it waits for the slot of the first. */
class OutgoingRequestStage implements Stage {
  readonly bench: Bench;
  readonly state: () => string | undefined;
  readonly #first: ReturnType<Bench["call"]>;
  readonly #call: ReturnType<Bench["call"]>;

  constructor(_path: Path, witness: Witness) {
    this.bench = new Bench(witness, { role: "acceptor", profile: "strict", limits: { giveUpMs: GIVE_UP_MS } });
    this.bench.introduce("odd", 1);
    this.#first = this.bench.call();
    this.#call = this.bench.call(0, "wait", [], { timeoutMs: DEADLINE_MS });
    this.state = () => witness.state("outgoingRequest", isRequest(this.#call.id));
  }

  async cause(event: AnyEventObject): Promise<void> {
    const { clock, link } = this.bench;
    switch (event.type) {
      case "parent.slot":
        return this.bench.say(response(0, this.#first.id));
      case "parent.ended":
        return link.end();
      case "local.cancel":
        return this.#call.cancel();
      case "timer.deadline":
        return clock.advance(DEADLINE_MS + 8);
      case "timer.giveUp":
        return clock.advance(GIVE_UP_MS + 8);
      case "peer.response":
        return this.bench.say(response(0, this.#call.id));
      default:
        throw new Error(`nothing causes ${event.type}`);
    }
  }
}

/** The second call of the counterpart where one handler may run. */
class IncomingRequestStage implements Stage {
  readonly bench: Bench;
  readonly state: () => string | undefined;

  constructor(path: Path, witness: Witness) {
    const limits = { giveUpMs: GIVE_UP_MS, handlers: 1 };
    this.bench = new Bench(witness, { role: "acceptor", profile: "strict", limits });
    this.bench.introduce("odd");
    this.bench.say(request(0, 1, "wait"));
    // Refused in the step in which it comes: there is nothing to see before.
    if (path.steps[0]?.event.type !== "local.refuse") this.bench.say(request(0, 3, "wait"));
    this.state = () => witness.state("incomingRequest", isRequest(3));
  }

  async cause(event: AnyEventObject, from: string): Promise<void> {
    const { driver, clock, link, running } = this.bench;
    const life = driver.connections.get(0)?.requests.incoming.get(3);
    switch (event.type) {
      case "parent.slot":
        running[0]?.resolve();
        return settled();
      case "parent.ended":
        return link.end();
      case "local.refuse":
        if (from === "queued") this.bench.say(request(0, 3, event.refusal === "unknownMethod" ? "unknown" : "add"));
        else this.bench.force(life, { type: "local.refuse", refusal: event.refusal });
        return;
      case "local.respond":
        if (from === "queued") life?.respond(undefined);
        else running[1]?.resolve();
        return settled();
      case "local.fail":
        if (from === "queued") life?.fail(new Error("as told"));
        else running[1]?.reject(new Error("as told"));
        return settled();
      case "peer.cancel":
        return this.bench.say({ kind: "CancelRequest", connection: 0, request: 3, metadata: emptyMetadata });
      case "timer.giveUp":
        return clock.advance(GIVE_UP_MS + 8);
      default:
        throw new Error(`nothing causes ${event.type}`);
    }
  }
}

export const outgoingRequestStaging: Staging = {
  chart: "outgoingRequest",
  isFeasible: () => true,
  set: (path, witness) => new OutgoingRequestStage(path, witness),
};

export const incomingRequestStaging: Staging = {
  chart: "incomingRequest",
  isFeasible: () => true,
  set: (path, witness) => new IncomingRequestStage(path, witness),
};
