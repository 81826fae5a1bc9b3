import { otherParity } from "../../../machines/index.ts";
import type { Script } from "../case.ts";
import { inWords } from "../charts/replies.ts";
import { openVirtual, startSum } from "../charts/scenes.ts";
import * as m from "../messages.ts";
import { found, outcomeOf, talk } from "./talk.ts";

const U64_MAX = (1n << 64n) - 1n;

export const sessions: readonly Script[] = [
  talk("Pings are answered in order", ["session.keepalive"], async ({ stage }) => {
    const nonces = [5n, 0n, U64_MAX, 5n];
    const mark = stage.mark;
    stage.say(...nonces.map((nonce) => m.ping(nonce)));
    const pongs = () => stage.since(mark).flatMap((it) => (it.kind === "Pong" ? [it.nonce] : []));
    await stage.until(() => pongs().length >= nonces.length);
    return [
      found(
        ["session.keepalive"],
        pongs().join() === nonces.join(),
        `Pongs ${nonces.join()}`,
        `Pongs ${pongs().join()}`,
      ),
    ];
  }),
  talk(
    "the settings of a virtual connection",
    ["connection.open", "connection.parity", "session.connection-settings.open"],
    async (scene) => {
      const { stage } = scene;
      await openVirtual(scene);
      const answer = await stage.hear("AcceptConnection", (it) => it.connection === scene.connection);
      const [expected, actual] = [otherParity(stage.parity), answer?.settings.parity ?? stage.state()];
      return [found(["connection.parity"], actual === expected, `parity ${expected}`, `parity ${actual}`)];
    },
  ),
  talk("one request id on two connections", ["session.parity", "connection.virtual"], async (scene) => {
    const { stage } = scene;
    await openVirtual(scene);
    const request = stage.nextRequest();
    const { connection } = scene;
    stage.say(
      m.call("echo", { request, args: m.text("root") }),
      m.call("echo", { request, connection, args: m.text("virtual") }),
    );
    const actual = [
      outcomeOf((await stage.answer(request, ["session.parity"], 0)).ret),
      outcomeOf((await stage.answer(request, ["session.parity"], connection)).ret),
    ];
    const expected = ["Ok 04726f6f74", "Ok 077669727475616c"];
    return [found(["session.parity"], actual.join() === expected.join(), expected.join("; "), actual.join("; "))];
  }),
  talk(
    "nothing more on a connection that was closed",
    ["connection.close", "connection.close.semantics"],
    async (scene) => {
      const { stage } = scene;
      await openVirtual(scene);
      await startSum(scene);
      const { connection } = scene;
      stage.say(m.closeConnection(connection));
      const mark = stage.mark;
      await stage.prove();
      await stage.prove();
      const later = stage.since(mark).filter((it) => it.connection === connection);
      const actual = later.length === 0 ? "nothing" : inWords(later);
      return [found(["connection.close.semantics"], later.length === 0, "nothing on that id", actual)];
    },
  ),
  talk("a connection that is closed leaves others alone", ["connection.close.semantics"], async (scene) => {
    const { stage } = scene;
    await openVirtual(scene);
    const closed = scene.connection;
    scene.connection = 0;
    await startSum(scene);
    stage.say(m.closeConnection(closed), m.close(scene.input));
    const actual = outcomeOf((await stage.answer(scene.request, ["connection.close.semantics"])).ret);
    return [found(["connection.close.semantics"], actual === "Ok 00", "Ok: the call on the root", actual)];
  }),
];
