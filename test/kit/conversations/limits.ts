import { toHex } from "../../../runtime/cli/hex.ts";
import type { Script } from "../case.ts";
import { Scene } from "../charts/course.ts";
import * as m from "../messages.ts";
import type { Finding } from "../verdict.ts";
import { fill } from "./calls.ts";

const rules = ["rpc.flow-control.max-concurrent-requests"];
const expected = "ProtocolError on connection 0: more Requests in flight than announced";

/** It ends the session where the peer is strict, so it is no talk after which the session has to go on. */
export const beyondLimit: Script = {
  name: "conversation: one Request more than announced",
  origin: { chart: "connection", state: "open", event: "peer.call.beyondLimit" },
  rules,
  async play(stage, profile) {
    await stage.greet();
    await fill(new Scene(stage));
    const mark = stage.mark;
    const [request, nonce] = [stage.nextRequest(), 78n];
    stage.say(m.call("echo", { request, args: m.text("one more") }), m.ping(nonce));
    const answer = () => stage.since(mark).find((it) => it.kind === "Response" && it.request === request);
    await stage.until(() => stage.protocolError !== undefined || answer() !== undefined, stage.patienceMs / 2);
    if (stage.protocolError !== undefined) return [finding("Pass", stage.state())];
    if (stage.end !== null) {
      const untold = { ...finding("Fail", stage.state()), rules: ["session.protocol-error"] };
      return [finding("Pass", stage.state()), untold];
    }
    const heard = answer();
    const tolerated = profile === "strict" ? "Non-strict" : "Pass";
    if (heard === undefined) return [finding(tolerated, "kept back until a slot is free")];
    const isCancelled = heard.kind === "Response" && toHex(heard.ret) === "0103";
    if (isCancelled) return [finding(tolerated, "answered Cancelled, unrun")];
    return [finding("Fail", `run and answered, although ${stage.limit} were in flight`)];
  },
};

function finding(verdict: Finding["verdict"], actual: string): Finding {
  return { verdict, rules, expected, actual };
}
