import { toHex } from "../../../runtime/cli/hex.ts";
import * as m from "../messages.ts";
import type { TestbedMethod } from "../service.ts";
import { Lacking, Stuck } from "../verdict.ts";
import type { Scene } from "./course.ts";

/** Credit of a channel before the first grant. */
export const INITIAL_CREDIT = 16;

/** Opens a virtual connection. @throws {Lacking} when the peer lets none in. */
export async function openVirtual(scene: Scene): Promise<void> {
  const { stage } = scene;
  scene.connection = stage.nextConnection();
  stage.say(m.open(scene.connection, stage.parity));
  await awaitVerdict(scene);
}

export async function awaitVerdict({ stage, connection }: Scene): Promise<void> {
  const isVerdict = (kind: string) => kind === "AcceptConnection" || kind === "RejectConnection";
  const verdict = () => stage.since(0).find((it) => isVerdict(it.kind) && it.connection === connection);
  if (!(await stage.until(() => verdict() !== undefined))) {
    throw new Stuck(["connection.open"], "AcceptConnection or RejectConnection", stage.state());
  }
  if (verdict()?.kind === "RejectConnection") throw new Lacking("the peer lets no virtual connection in");
}

/** Calls a method whose handler then waits. @throws {Lacking} when there is no such method. */
async function startWaiting(scene: Scene, method: TestbedMethod, channels: readonly number[]): Promise<void> {
  const { stage, connection } = scene;
  const mark = stage.mark;
  scene.request = stage.nextRequest();
  stage.say(m.call(method, { request: scene.request, channels, connection }));
  await stage.prove(connection);
  for (const message of stage.since(mark)) {
    if (message.kind !== "Response" || message.request !== scene.request) continue;
    if (toHex(message.ret) === "0101") throw new Lacking(`the peer does not serve ${method} (UnknownMethod)`);
    throw new Stuck(
      ["rpc.request"],
      `no Response while the handler of ${method} waits`,
      `Response ${toHex(message.ret)}`,
    );
  }
}

/** Calls `sum`, which waits for items. */
export async function startSum(scene: Scene): Promise<void> {
  scene.input = scene.stage.nextChannel();
  await startWaiting(scene, "sum", [scene.input]);
}

/** Calls `transform`, which waits for items. */
export async function startTransform(scene: Scene): Promise<void> {
  scene.input = scene.stage.nextChannel();
  scene.output = scene.stage.nextChannel();
  await startWaiting(scene, "transform", [scene.input, scene.output]);
}

/** Sends one item more through `transform` than the peer may send on: its writer waits, its reader takes nothing. */
export async function stall(scene: Scene): Promise<void> {
  const { stage, input, output } = scene;
  for (let i = 0; i <= INITIAL_CREDIT; i++) {
    const rules = ["rpc.flow-control.credit.grant"];
    const has = await stage.until(() => (stage.credit.get(input) ?? 0) > 0);
    if (!has) throw new Stuck(rules, "GrantCredit for items that were taken", stage.state());
    stage.say(m.item(input, m.text(`${i}`)));
  }
  const came = () => stage.since(0).filter((it) => it.kind === "ChannelItem" && it.channel === output).length;
  if (!(await stage.until(() => came() >= INITIAL_CREDIT))) {
    throw new Stuck(["rpc.channel.item"], `${INITIAL_CREDIT} Items`, `${came()} Items, then ${stage.state()}`);
  }
  await stage.prove();
}
