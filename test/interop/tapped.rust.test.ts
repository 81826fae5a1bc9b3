import { expect, it, onTestFinished } from "vitest";
import { treeOf } from "../../inspect/tap/projection.ts";
import { channel, connect, t } from "../../runtime/index.ts";
import { DriverView } from "../inspect/tap/driver-view.ts";
import { tapBefore } from "../inspect/tap/tapped.ts";
import { RustPeer } from "./peer.ts";
import { Testbed } from "./testbed.ts";

async function listening(): Promise<RustPeer> {
  // On one thread, Rust does not lose items by itself (D-R31).
  const rust = await RustPeer.start("--link", "tcp", "--listen", "127.0.0.1:0", "--single");
  onTestFinished(() => rust.stop());
  return rust;
}

/** What our own peer sees of the work when it does it. */
async function ownView(): Promise<DriverView> {
  const { address } = await listening();
  const view = new DriverView("left");
  const client = await connect(`tcp://${address}`, Testbed, { inspect: view.inspect });
  await client.echo("m0");
  await client.divide(1n, 0n);
  const [tx, rx] = channel(t.i32);
  const total = client.sum(rx);
  for (let n = 0; n < 20; n++) await tx.send(n);
  await tx.close();
  await total;
  const [out, items] = channel(t.i32);
  const done = client.generate(20, out);
  for await (const _ of items);
  await done;
  await client.close();
  return view;
}

it("a tap between two Rust peers shows what an inspector in our own peer shows of the same work", async () => {
  const right = await listening();
  const tapped = await tapBefore(`tcp://${right.address}`, { service: { Testbed } });
  const { host } = new URL(tapped.url);
  const left = await RustPeer.start("--link", "tcp", "--role", "initiator", "--connect", host, "--single");
  onTestFinished(() => left.stop());
  await left.event("session");
  for (const command of ["echo 1", "divide 1 0", "sum 20", "generate 20"]) await left.ask(command);
  await left.stop();
  await tapped.close();

  const own = await ownView();
  const tree = treeOf(tapped.records).filter(({ life }) => life.startsWith("left/"));
  expect(tree.map(({ life, state }) => [life, state])).toEqual(own.tree.map(({ life, state }) => [life, state]));
  // What roam 7.3.0 is known to do: Items may overtake the Call that announces their channel (D-R28).
  const broken = tapped.errors.filter(({ rule }) => rule !== null && rule !== "rpc.channel.item");
  expect(broken).toEqual([]);
});
