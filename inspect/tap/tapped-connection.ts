import type { Ending, Settings } from "../../machines/endings.ts";
import type { OnConnection } from "../../runtime/driver/router.ts";
import { type ConnectionLife, endedWith } from "./lives.ts";
import type { Scope } from "./scope.ts";
import { type Both, otherSide, SIDES, type Side } from "./side.ts";
import { TappedChannels } from "./tapped-channels.ts";
import { TappedRequests } from "./tapped-requests.ts";

/** One connection between the two peers, as both see it. */
export class TappedConnection {
  readonly id: number;
  readonly lives: Both<ConnectionLife>;
  readonly #requests: TappedRequests;
  readonly #channels: TappedChannels;
  /** Who has said that it is over. */
  readonly closedBy = new Set<Side>();

  constructor(scope: Scope, id: number, settings: Both<Settings>) {
    this.id = id;
    this.lives = {
      left: scope.lives.connection("left", id, settings.left),
      right: scope.lives.connection("right", id, settings.right),
    };
    this.#channels = new TappedChannels(scope, this.lives);
    this.#requests = new TappedRequests(scope, this.lives, this.#channels);
  }

  get isOver(): boolean {
    return SIDES.every((side) => this.lives[side].isOver);
  }

  /** Whether this side is known to send on a channel. */
  isSender(side: Side, channel: number): boolean {
    return this.#channels.senderOf(channel) === side;
  }

  establish(settings: Both<Settings>): void {
    for (const side of SIDES) {
      this.lives[side].say({ type: "parent.established", settings: settings[otherSide(side)] });
    }
  }

  open(by: Side, settings: Settings): void {
    this.lives[by].say({ type: "local.open" });
    this.lives[otherSide(by)].hear({ type: "peer.open", settings });
  }

  take(from: Side, message: OnConnection): void {
    const near = this.lives[from];
    const far = this.lives[otherSide(from)];
    switch (message.kind) {
      case "AcceptConnection":
        if (near.state === "deciding") near.say({ type: "local.accept", settings: message.settings });
        far.hear({ type: "peer.accept", settings: message.settings });
        return;
      case "RejectConnection":
        if (near.say({ type: "local.reject" })) this.closedBy.add(from);
        far.hear({ type: "peer.reject" });
        return;
      case "CloseConnection":
        this.#close(from);
        return;
    }
    if (far.state !== "open") {
      far.hear({ type: "peer.early" });
      return;
    }
    if ("request" in message) this.#requests.take(from, message);
    else this.#channels.take(from, message);
  }

  /** The session ended: everything on the connection does. */
  end(side: Side, ending: Ending): void {
    this.#requests.end(side, ending);
    this.#channels.end(side, ending);
    this.lives[side].say(endedWith(ending));
  }

  #close(from: Side): void {
    const near = this.lives[from];
    const far = this.lives[otherSide(from)];
    const isItsRight = this.id > 0 && near.state !== "deciding";
    if (isItsRight) near.say({ type: "local.close" });
    far.hear({ type: "peer.close" });
    if (!isItsRight) return;
    this.closedBy.add(from);
    for (const side of SIDES) {
      const { ending } = this.lives[side].context;
      if (ending === null) continue;
      this.#requests.end(side, ending);
      this.#channels.end(side, ending);
    }
  }
}
