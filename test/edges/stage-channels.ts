import type { AnyEventObject } from "xstate";
import { channel, t } from "../../runtime/public.ts";
import { emptyMetadata } from "../../runtime/wire/index.ts";
import { Bench, item, request, response, settled } from "./bench.ts";
import type { Path } from "./plan.ts";
import type { Stage, Staging } from "./stage.ts";
import { profileOf } from "./stage-session.ts";
import type { Witness } from "./witness.ts";

const U32_MAX = 0xffff_ffff;
/** N of the channel that `sum` takes. */
const CREDIT = 4;

const isChannel = (id: number) => (context: object) => "channel" in context && context.channel === id;

/** The sending end of a call of ours that waits for a slot. */
class OutgoingChannelStage implements Stage {
  readonly bench: Bench;
  readonly state: () => string | undefined;
  readonly #tx;
  readonly #first: ReturnType<Bench["call"]>;
  readonly #withdraw = new AbortController();
  readonly #id: number;

  constructor(_path: Path, witness: Witness) {
    this.bench = new Bench(witness, { role: "acceptor", profile: "strict" });
    this.bench.introduce("odd", 1);
    const [tx, rx] = channel(t.i32);
    this.#tx = tx;
    this.#first = this.bench.call();
    const call = this.bench.call(0, "sum", [rx]);
    this.#id = call.channels[0]?.id ?? 0;
    this.state = () => witness.state("outgoingChannel", isChannel(this.#id));
  }

  async cause(event: AnyEventObject, from: string): Promise<void> {
    const life = this.bench.driver.connections.get(0)?.channels.outgoing.get(this.#id);
    switch (event.type) {
      case "parent.announced":
        return this.bench.say(response(0, this.#first.id));
      case "parent.ended":
        return this.bench.link.end();
      case "local.stall":
        if (from !== "flowing") this.bench.force(life, { type: "local.stall" });
        else for (let n = 0; n <= CREDIT; n++) void this.#tx.send(n, { signal: this.#withdraw.signal });
        return;
      case "local.withdraw":
        if (from !== "stalled") this.bench.force(life, { type: "local.withdraw" });
        else this.#withdraw.abort();
        return settled();
      case "local.close":
        // A writer that waits holds `close()` up: only the actor itself can be told to close over its head.
        if (from === "stalled") this.bench.force(life, { type: "local.close" });
        else void this.#tx.close();
        return;
      case "peer.grant":
        return this.#grant(1);
      case "peer.grant.overflow":
        this.#grant(U32_MAX);
        return this.#grant(U32_MAX);
      case "peer.reset":
        return this.bench.say({ kind: "ResetChannel", connection: 0, channel: this.#id, metadata: emptyMetadata });
      default:
        throw new Error(`nothing causes ${event.type}`);
    }
  }

  #grant(additional: number): void {
    this.bench.say({ kind: "GrantCredit", connection: 0, channel: this.#id, additional });
  }
}

/** The receiving end of a call of the counterpart that waits for a handler slot. */
class IncomingChannelStage implements Stage {
  readonly bench: Bench;
  readonly state: () => string | undefined;

  constructor(path: Path, witness: Witness) {
    this.bench = new Bench(witness, { role: "acceptor", profile: profileOf(path.input), limits: { handlers: 1 } });
    this.bench.introduce("odd");
    this.bench.say(request(0, 1, "wait"), request(0, 3, "sum", [1]));
    this.state = () => witness.state("incomingChannel", isChannel(1));
    // Items pass beside the chart, which hears of them by the number that is queued.
    const queued = Math.max(0, ...path.steps.map(({ event }) => Number(event.queued ?? 0)));
    for (let n = 0; n < queued; n++) this.bench.say(item(0, 1));
  }

  async cause(event: AnyEventObject, from: string): Promise<void> {
    const { driver, link, running, receivers } = this.bench;
    const life = driver.connections.get(0)?.channels.incoming.get(1);
    switch (event.type) {
      case "local.bind":
        if (from === "open" || from === "draining")
          this.bench.force(life, { type: "local.bind", queued: event.queued });
        else running[0]?.resolve();
        return settled();
      case "local.reset":
        if (receivers[0] !== undefined) await receivers[0].return();
        else this.bench.say({ kind: "CancelRequest", connection: 0, request: 3, metadata: emptyMetadata });
        return;
      case "local.drained":
        if (from !== "draining") this.bench.force(life, { type: "local.drained" });
        else await receivers[0]?.take();
        return;
      case "peer.item":
        return this.bench.say(item(0, 1));
      case "peer.item.overrun":
        for (let n = 0; n <= CREDIT && life?.isAlive; n++) this.bench.say(item(0, 1));
        return;
      case "peer.close":
        return this.bench.say({ kind: "CloseChannel", connection: 0, channel: 1, metadata: emptyMetadata });
      case "peer.reset":
        return this.bench.say({ kind: "ResetChannel", connection: 0, channel: 1, metadata: emptyMetadata });
      case "parent.ended":
        return link.end();
      default:
        throw new Error(`nothing causes ${event.type}`);
    }
  }
}

export const outgoingChannelStaging: Staging = {
  chart: "outgoingChannel",
  isFeasible: (_input, { value }, { type }) => {
    // Credit passes beside the chart while items flow.
    if (type === "peer.grant") return value !== "flowing";
    // One grant more than there may be needs credit to begin with.
    return type !== "peer.grant.overflow" || value !== "stalled";
  },
  set: (path, witness) => new OutgoingChannelStage(path, witness),
};

export const incomingChannelStaging: Staging = {
  chart: "incomingChannel",
  isFeasible: (_input, { value }, { type }) => {
    const isOpenForData = value === "announced" || value === "open";
    if (type === "peer.item") return !isOpenForData;
    return type !== "peer.item.overrun" || isOpenForData;
  },
  set: (path, witness) => new IncomingChannelStage(path, witness),
};
