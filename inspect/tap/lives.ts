import type { connection } from "../../machines/connection.ts";
import type { Ending, Settings } from "../../machines/endings.ts";
import type { incomingChannel } from "../../machines/incoming-channel.ts";
import type { incomingRequest } from "../../machines/incoming-request.ts";
import type { keepalive } from "../../machines/keepalive.ts";
import type { outgoingChannel } from "../../machines/outgoing-channel.ts";
import type { outgoingRequest } from "../../machines/outgoing-request.ts";
import type { session } from "../../machines/session.ts";
import { tables } from "../../machines/tables.ts";
import type { LifeName } from "../records.ts";
import { Life } from "./life.ts";
import type { Report } from "./report.ts";
import type { Side } from "./side.ts";

export type SessionLife = Life<typeof session>;
export type KeepaliveLife = Life<typeof keepalive>;
export type ConnectionLife = Life<typeof connection>;
export type CallerLife = Life<typeof outgoingRequest>;
export type CalleeLife = Life<typeof incomingRequest>;
export type SenderLife = Life<typeof outgoingChannel>;
export type ReceiverLife = Life<typeof incomingChannel>;

const profile = "compat";
const nowhere = { connection: null, id: null, initialCredit: null } as const;

/** Makes the lives of one session, under the names that everybody gives them. */
export class Lives {
  readonly #report: Report;
  readonly #number: number;

  constructor(report: Report, number: number) {
    this.#report = report;
    this.#number = number;
  }

  session(peer: Side, settings: Settings): SessionLife {
    const identity = { peer, name: this.#name(peer), parent: null, label: `session ${this.#number}`, ...nowhere };
    return new Life(this.#report, identity, "session", tables.session, { profile, settings });
  }

  keepalive(peer: Side): KeepaliveLife {
    const parent = this.#name(peer);
    const identity = { peer, name: `${parent}/k`, parent, label: "keepalive", ...nowhere };
    return new Life(this.#report, identity, "keepalive", tables.keepalive, undefined);
  }

  connection(peer: Side, connection: number, settings: Settings): ConnectionLife {
    const parent = this.#name(peer);
    const label = connection === 0 ? "root connection" : `connection ${connection}`;
    const identity = { ...nowhere, peer, name: `${parent}/c${connection}`, parent, label, connection };
    return new Life(this.#report, identity, "connection", tables.connection, { connection, profile, settings });
  }

  caller(on: ConnectionLife, request: number, method: string): CallerLife {
    const { identity, connection } = this.#on(on, "r", request, method);
    return new Life(this.#report, identity, "outgoingRequest", tables.outgoingRequest, { connection, request, method });
  }

  callee(on: ConnectionLife, request: number, method: string): CalleeLife {
    const { identity, connection } = this.#on(on, "h", request, method);
    return new Life(this.#report, identity, "incomingRequest", tables.incomingRequest, { connection, request, method });
  }

  sender(on: ConnectionLife, channel: number, call: LifeName | null, initialCredit: number | null): SenderLife {
    const { identity, connection } = this.#on(on, "tx", channel, `channel ${channel}`);
    const told = { ...identity, parent: call ?? identity.parent, initialCredit };
    return new Life(this.#report, told, "outgoingChannel", tables.outgoingChannel, { connection, channel });
  }

  receiver(on: ConnectionLife, channel: number, call: LifeName | null, initialCredit: number | null): ReceiverLife {
    const { identity, connection } = this.#on(on, "rx", channel, `channel ${channel}`);
    const told = { ...identity, parent: call ?? identity.parent, initialCredit };
    return new Life(this.#report, told, "incomingChannel", tables.incomingChannel, { connection, channel, profile });
  }

  #on({ identity: owner }: ConnectionLife, kind: string, id: number, label: string) {
    const connection = owner.connection ?? 0;
    const { peer, name: parent } = owner;
    const identity = { peer, name: `${parent}/${kind}${id}`, parent, label, connection, id, initialCredit: null };
    return { identity, connection };
  }

  #name(peer: Side): LifeName {
    return `${peer}/s${this.#number}`;
  }
}

/** The end of whatever ran on something that has ended. */
export function endedWith(ending: Ending) {
  return { type: "parent.ended", ending } as const;
}
