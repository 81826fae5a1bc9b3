import { describe, expect, it } from "vitest";
import { channel, t } from "../../runtime/index.ts";
import { caller } from "../runtime/peers.ts";
import { settled } from "../runtime/raw-peer.ts";

async function sending() {
  const given = await caller();
  const [tx, rx] = channel(t.i32);
  void given.client.sum(rx).catch(() => {});
  const [id = 0] = (await given.peer.hear("Request")).channels;
  const grant = (additional: number) => given.peer.say({ kind: "GrantCredit", connection: 0, channel: id, additional });
  return { ...given, tx, grant };
}

describe("grants that add up to more than a u32", () => {
  it("[rpc.flow-control.credit.grant.additive] end the session and never wrap", async () => {
    const { peer, tx, grant } = await sending();
    grant(0xffff_ffff - 4);
    await settled();
    expect(tx.credit).toBe(0xffff_ffff);
    grant(0xffff_ffff);
    await peer.expectProtocolError("rpc.flow-control.credit.grant.additive");
    await expect(tx.send(1)).rejects.toMatchObject({ code: "protocol-violation" });
  });

  it("[rpc.flow-control.credit.grant] of nothing change nothing", async () => {
    const { tx, grant, driver } = await sending();
    for (let n = 0; n < 4; n++) await tx.send(n);
    let isSent = false;
    void tx.send(5).then(() => {
      isSent = true;
    });
    for (let n = 0; n < 1_000; n++) grant(0);
    await settled();
    expect([isSent, tx.credit, driver.session.state]).toEqual([false, 0, "established"]);
    grant(1);
    await settled();
    expect(isSent).toBe(true);
  });
});
