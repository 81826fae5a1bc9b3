import { describe, expect, it } from "vitest";
import type { Message } from "../../runtime/wire/index.ts";
import { runConformance } from "./conformance.ts";
import { type Filters, filtered } from "./fixtures/broken.ts";
import { ours } from "./fixtures/ours.ts";
import { idOf } from "./messages.ts";

const drop = (isDropped: (message: Message) => boolean) => (message: Message) => (isDropped(message) ? [] : [message]);

/** Filters that remember something of the session, made anew for each. */
const BREACHES: Readonly<Record<string, () => Filters>> = {
  "session.protocol-error": () => ({ outwards: drop(({ kind }) => kind === "ProtocolError") }),
  "session.message": () => ({
    outwards: (it) => (it.kind === "GrantCredit" ? [it, Uint8Array.of(0, 0x2a)] : [it]),
  }),
  "session.keepalive": () => ({
    outwards: (it) => [it.kind === "Pong" ? { ...it, nonce: BigInt.asUintN(32, it.nonce) } : it],
  }),
  "session.handshake": () => {
    let isGreeted = false;
    return {
      inwards(it) {
        if (isGreeted && (it.kind === "Hello" || it.kind === "HelloYourself")) return [];
        isGreeted ||= it.kind === "Hello";
        return [it];
      },
    };
  },
  "connection.root": () => ({ inwards: drop((it) => it.kind === "CloseConnection" && it.connection === 0) }),
  "connection.open": () => ({ inwards: drop((it) => it.kind === "AcceptConnection" && it.connection < 1_000) }),
  "rpc.unknown-method": () => ({
    outwards: (it) => [it.kind === "Response" && isRet(it.ret, [1, 1]) ? { ...it, ret: Uint8Array.of(1, 3) } : it],
  }),
  "rpc.request.id-allocation": () => {
    const seen = new Set<string>();
    return {
      inwards(it) {
        if (it.kind !== "Request") return [it];
        const id = `${it.connection} ${it.request}`;
        const isAgain = seen.has(id);
        seen.add(id);
        return isAgain ? [] : [it];
      },
    };
  },
  "rpc.response.one-per-request": () => ({
    outwards: (it) => (it.kind === "Response" && it.ret[0] === 0 ? [it, it] : [it]),
  }),
  "rpc.cancel": () => ({ inwards: drop(({ kind }) => kind === "CancelRequest") }),
  "rpc.channel.reset": () => ({ inwards: drop(({ kind }) => kind === "ResetChannel") }),
  "rpc.channel.close": () => ({ outwards: (it) => (it.kind === "CloseChannel" ? [it, it] : [it]) }),
  "rpc.flow-control.credit": () => ({
    inwards(it) {
      if (it.kind !== "Request" || it.method !== idOf("generate")) return [it];
      const grants = it.channels.map(
        (channel): Message => ({
          kind: "GrantCredit",
          connection: it.connection,
          channel,
          additional: 5,
        }),
      );
      return [it, ...grants];
    },
  }),
  "rpc.flow-control.credit.grant": () => ({ outwards: drop(({ kind }) => kind === "GrantCredit") }),
};

/** Cases that show the breach at least; one, for what is not here. */
const CASES: Readonly<Record<string, number>> = {
  "session.protocol-error": 70,
  "session.message": 10,
  "session.handshake": 4,
  "connection.open": 4,
  "rpc.request.id-allocation": 2,
  "rpc.cancel": 2,
  "rpc.channel.reset": 5,
  "rpc.flow-control.credit.grant": 10,
};

function isRet(ret: Uint8Array, bytes: readonly number[]): boolean {
  return ret.length === bytes.length && ret.every((byte, at) => byte === bytes[at]);
}

describe("a peer that breaks a rule", () => {
  it.each(Object.entries(BREACHES))("%s: fails for that rule and for no other", async (rule, filters) => {
    const peer = ours("acceptor", "strict", (link) => filtered(link, filters()));
    const { cases, counts } = await runConformance(peer, { patienceMs: 400, concurrency: 16 });
    const faults = cases.flatMap(({ name, findings }) =>
      findings.filter(({ verdict }) => verdict !== "Pass").map(({ rules }) => `${rules[0]} in ${name}`),
    );
    expect(counts.Fail).toBeGreaterThanOrEqual(CASES[rule] ?? 1);
    expect(faults.filter((fault) => !fault.startsWith(`${rule} in `))).toEqual([]);
  });
});
