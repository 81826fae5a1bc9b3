import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { connect, defineService, memoryPair, serve } from "../../runtime/index.ts";
import { runConformance } from "./conformance.ts";
import { Testbed, testbedHandlers } from "./service.ts";
import { peerAt, peerCommand, peerThatDials } from "./targets.ts";

const OnlyEcho = defineService("Testbed", { echo: Testbed.types.echo });
const ONE_CASE = { only: "keepalive quiet: peer.pong (nonce 1)" };
const dialler = fileURLToPath(new URL("./fixtures/dialler.mjs", import.meta.url));

describe("a peer that listens", () => {
  it("is dialled for each conversation", async () => {
    const server = await serve("tcp://127.0.0.1:0", Testbed, testbedHandlers, { profile: "strict" });
    onTestFinished(() => server.close());
    const { counts } = await runConformance(peerAt(server.url), { only: "incoming request" });
    expect(counts).toMatchObject({ Pass: 2, Fail: 0, Missing: 0 });
  });

  it("that nobody reaches is Missing", async () => {
    const server = await serve("tcp://127.0.0.1:0", Testbed, testbedHandlers);
    await server.close();
    const { counts } = await runConformance(peerAt(server.url), ONE_CASE);
    expect(counts).toMatchObject({ Missing: 1, Fail: 0 });
  });

  it("without the methods that a case needs is Missing there, and tested as far as it goes", async () => {
    const peer = {
      ...{ name: "without a service", role: "acceptor" as const },
      async connect() {
        const [ours, theirs] = memoryPair();
        await serve(theirs, OnlyEcho, { echo: (message) => message }, { profile: "strict" });
        return ours;
      },
    };
    const { cases } = await runConformance(peer);
    const verdictOf = (name: string) => cases.find((it) => it.name === name)?.verdict;
    expect(verdictOf("conversation: a call")).toBe("Pass");
    expect(verdictOf("conversation: a stream from the peer")).toBe("Missing");
    expect(verdictOf("incoming request handling: peer.cancel")).toBe("Missing");
    expect(verdictOf("virtual connection open: peer.close")).toBe("Missing");
    expect(cases.filter(({ verdict }) => verdict === "Fail")).toEqual([]);
  });
});

describe("a peer that dials", () => {
  it("is waited for, again for each conversation", async () => {
    const peer = await peerThatDials("tcp://127.0.0.1:0");
    const options = { serve: [Testbed, testbedHandlers], profile: "strict" } as const;
    const again = async (left: number): Promise<void> => {
      if (left === 0) return;
      await connect(peer.name, Testbed, options).catch(() => {});
      await again(left - 1);
    };
    const dialling = again(2);
    const { counts } = await runConformance(peer, { only: "incoming request", concurrency: 1 });
    await dialling;
    expect(counts).toMatchObject({ Pass: 2, Fail: 0, Missing: 0 });
  });
});

describe("a peer that a command starts", () => {
  it("finds where to dial in PEER_ADDR", async () => {
    const { counts, role } = await runConformance(peerCommand(`"${process.execPath}" "${dialler}"`), ONE_CASE);
    expect([role, counts.Pass, counts.Missing]).toEqual(["initiator", 1, 0]);
  });

  it("is Missing, with the reason, when it exits instead", async () => {
    const { cases } = await runConformance(peerCommand("exit 3"), ONE_CASE);
    expect(cases.map(({ verdict }) => verdict)).toEqual(["Missing"]);
    expect(cases[0]?.findings[0]?.actual).toBe("the peer exited (3) before it dialled");
  });
});
