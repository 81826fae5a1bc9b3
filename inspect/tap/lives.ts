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
import type { Identity, Report } from "./report.ts";
import type { Both, Side } from "./side.ts";

export type SessionLife = Life<typeof session>;
export type KeepaliveLife = Life<typeof keepalive>;
export type ConnectionLife = Life<typeof connection>;
export type CallerLife = Life<typeof outgoingRequest>;
export type CalleeLife = Life<typeof incomingRequest>;
export type SenderLife = Life<typeof outgoingChannel>;
export type ReceiverLife = Life<typeof incomingChannel>;

const profile = "compat";
const nowhere = { connection: null, id: null, initialCredit: null, call: null } as const;

/** Makes the lives of one session, under the names that everybody gives them. */
export class Lives {
  readonly #report: Report;
  readonly #sessions: Both<Identity>;

  constructor(report: Report, number: number) {
    this.#report = report;
    const session = { ...nowhere, owner: null, kind: `s${number}`, label: `session ${number}` };
    this.#sessions = { left: { peer: "left", ...session }, right: { peer: "right", ...session } };
  }

  session(peer: Side, settings: Settings): SessionLife {
    return new Life(this.#report, this.#sessions[peer], "session", tables.session, { profile, settings });
  }

  keepalive(peer: Side): KeepaliveLife {
    const identity = { ...nowhere, peer, owner: this.#sessions[peer], kind: "k", label: "keepalive" };
    return new Life(this.#report, identity, "keepalive", tables.keepalive, undefined);
  }

  connection(peer: Side, connection: number, settings: Settings): ConnectionLife {
    const label = connection === 0 ? "root connection" : `connection ${connection}`;
    const owner = this.#sessions[peer];
    const identity = { ...nowhere, peer, owner, kind: `c${connection}`, label, connection };
    return new Life(this.#report, identity, "connection", tables.connection, { connection, profile, settings });
  }

  caller(on: ConnectionLife, request: number, method: string): CallerLife {
    const identity = identityOn(on, "r", request, method);
    const connection = identity.connection ?? 0;
    return new Life(this.#report, identity, "outgoingRequest", tables.outgoingRequest, { connection, request, method });
  }

  callee(on: ConnectionLife, request: number, method: string): CalleeLife {
    const identity = identityOn(on, "h", request, method);
    const connection = identity.connection ?? 0;
    return new Life(this.#report, identity, "incomingRequest", tables.incomingRequest, { connection, request, method });
  }

  sender(on: ConnectionLife, channel: number, call: LifeName | null, initialCredit: number | null): SenderLife {
    const identity = { ...identityOn(on, "tx", channel, `channel ${channel}`), call, initialCredit };
    const connection = identity.connection ?? 0;
    return new Life(this.#report, identity, "outgoingChannel", tables.outgoingChannel, { connection, channel });
  }

  receiver(on: ConnectionLife, channel: number, call: LifeName | null, initialCredit: number | null): ReceiverLife {
    const identity = { ...identityOn(on, "rx", channel, `channel ${channel}`), call, initialCredit };
    const input = { connection: identity.connection ?? 0, channel, profile } as const;
    return new Life(this.#report, identity, "incomingChannel", tables.incomingChannel, input);
  }
}

function identityOn({ identity: owner }: ConnectionLife, kind: string, id: number, label: string): Identity {
  const { peer, connection } = owner;
  return { peer, owner, kind, label, connection, id, initialCredit: null, call: null };
}

/** The end of whatever ran on something that has ended. */
export function endedWith(ending: Ending) {
  return { type: "parent.ended", ending } as const;
}
