import type { AnyEventObject } from "xstate";
import { Bench } from "./bench.ts";
import type { Path } from "./plan.ts";
import type { Stage, Staging } from "./stage.ts";
import type { Witness } from "./witness.ts";

const MS = 80;

class KeepaliveStage implements Stage {
  readonly bench: Bench;
  readonly state: () => string | undefined;
  /** What the path takes for the nonce of the Ping that is out. */
  #planned = 0n;
  #pings = 0n;

  constructor(_path: Path, witness: Witness) {
    this.state = () => witness.state("keepalive");
    const keepalive = { intervalMs: MS, timeoutMs: MS };
    this.bench = new Bench(witness, { role: "acceptor", profile: "compat", keepalive });
    this.bench.introduce("odd");
  }

  async cause(event: AnyEventObject): Promise<void> {
    const { clock } = this.bench;
    switch (event.type) {
      case "timer.interval":
        this.#planned = BigInt(event.nonce);
        this.#pings++;
        return clock.advance(MS + 8);
      case "timer.pongOverdue":
        return clock.advance(MS + 8);
      case "peer.pong": {
        const nonce = event.nonce === this.#planned ? this.#pings : this.#pings + 100n;
        return this.bench.say({ kind: "Pong", connection: 0, nonce });
      }
      default:
        throw new Error(`nothing causes ${event.type}`);
    }
  }
}

export const keepaliveStaging: Staging = {
  chart: "keepalive",
  isFeasible: () => true,
  set: (path, witness) => new KeepaliveStage(path, witness),
};
