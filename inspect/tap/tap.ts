import type { Server, Socket } from "node:net";
import { MisuseError } from "../../runtime/errors.ts";
import { Backlog } from "./backlog.ts";
import { Definitions } from "./definitions.ts";
import { dial, type Endpoint, endpointOf, listen, urlOf } from "./endpoints.ts";
import { Follower, type FollowOptions } from "./follower.ts";
import { drop, forward } from "./forward.ts";
import type { Heads } from "./heads.ts";
import { type Listeners, Stream } from "./report.ts";
import { DEFAULT_TAP_LIMITS, type TapLimits } from "./scope.ts";
import type { Both } from "./side.ts";
import { StreamHeads } from "./stream-heads.ts";
import { WebSocketHeads } from "./websocket-heads.ts";

export interface TapOptions extends Listeners {
  /** Where one peer dials: `tcp://host:port`, `unix:///path` or `ws://host:port`. */
  readonly listen: string;
  /** Where the other peer listens. */
  readonly to: string;
  /** The exports of a module that defines the services: names, directions and initial credit are not on the wire. */
  readonly service?: unknown;
  /** Leaves bytes and metadata values out of the records. */
  readonly redact?: boolean | undefined;
  readonly limits?: Partial<TapLimits> | undefined;
}

/** A tap that listens. */
export interface Tap {
  /** What to dial in place of the other peer. */
  readonly url: string;
  /** Stops listening, drops the links that are open and tells what is left to be told. */
  close(): Promise<void>;
}

/**
 * Stands between two roam peers that need not know of it: forwards every byte as it comes, and tells the lives of both
 * peers as far as bytes alone show them.
 *
 * @throws {MisuseError} when an address makes no sense
 */
export async function tap(options: TapOptions): Promise<Tap> {
  const near = endpointOf(options.listen, "listen");
  const far = endpointOf(options.to, "dial");
  if (near.isWebSocket !== far.isWebSocket) throw new MisuseError("both ends must be ws:, or neither");
  const tapping = new Tapping(far, {
    stream: new Stream(options),
    definitions: Definitions.of(options.service),
    limits: { ...DEFAULT_TAP_LIMITS, ...options.limits },
    redact: options.redact ?? false,
  });
  const server = await listen(near, (socket) => void tapping.join(socket));
  return { url: urlOf(server, near), close: () => tapping.close(server) };
}

class Tapping {
  readonly #far: Endpoint;
  readonly #follow: FollowOptions;
  readonly #backlog: Backlog;
  readonly #sockets = new Set<Socket>();
  #sessions = 0;
  #isClosed = false;

  constructor(far: Endpoint, follow: FollowOptions) {
    this.#far = far;
    this.#follow = follow;
    this.#backlog = new Backlog(follow.stream);
  }

  /** One peer dialled: dials the other. */
  async join(left: Socket): Promise<void> {
    this.#keep(left);
    // Until there is another side, nobody else listens.
    const lost = () => {};
    left.on("error", lost);
    let right: Socket;
    try {
      right = await dial(this.#far);
    } catch (error) {
      const why = error instanceof Error ? error.message : "unknown";
      this.#follow.stream.error("right", { life: null, rule: null, text: `cannot be reached: ${why}` });
      drop(left);
      return;
    }
    this.#keep(right);
    if (this.#isClosed || left.destroyed) drop(right);
    else this.#connect({ left, right });
  }

  async close(server: Server): Promise<void> {
    this.#isClosed = true;
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of this.#sockets) drop(socket);
    await closed;
    this.#backlog.flush();
  }

  #connect(sockets: Both<Socket>): void {
    const backlog = this.#backlog;
    const follower = new Follower(++this.#sessions, this.#heads(), this.#follow);
    forward(sockets, {
      passed: (from, bytes) => backlog.passed(follower, from, bytes),
      ended: (from) => backlog.ended(follower, from, ""),
      over: (detail) => backlog.ended(follower, null, detail ?? "the link was closed"),
    });
    sockets.left.resume();
  }

  #heads(): Both<Heads> {
    const { isWebSocket } = this.#far;
    const heads = () => (isWebSocket ? new WebSocketHeads() : new StreamHeads());
    return { left: heads(), right: heads() };
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on("close", () => this.#sockets.delete(socket));
  }
}
