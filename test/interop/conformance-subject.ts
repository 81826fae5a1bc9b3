import { channel, connect, type IncomingConnection, sessionOf, t } from "../../runtime/index.ts";
import { color, Testbed } from "./testbed.ts";
import { testbedHandlers } from "./testbed-handlers.ts";

type Caller = Awaited<ReturnType<typeof dial>>;

function dial(address: string) {
  const onConnection = (incoming: IncomingConnection) => void incoming.accept(Testbed, testbedHandlers);
  return connect(`tcp://${address}`, Testbed, {
    serve: [Testbed, testbedHandlers],
    ...(process.env.ACCEPT_CONNECTIONS === "1" ? { onConnection } : {}),
  });
}

/** What the subject does as a client, and what has to come of it. */
const SCENARIOS: Record<string, (testbed: Caller) => Promise<boolean>> = {
  echo: async (testbed) => (await testbed.echo("hello from typescript")) === "hello from typescript",
  async sum(testbed) {
    const [tx, rx] = channel(t.i32);
    const total = testbed.sum(rx);
    for (const number of [1, 2, 3, 4, 5]) await tx.send(number);
    await tx.close();
    return (await total) === 15n;
  },
  async generate(testbed) {
    const [tx, rx] = channel(t.i32);
    const done = testbed.generate(5, tx);
    const numbers: number[] = [];
    for await (const number of rx) numbers.push(number);
    await done;
    return numbers.join() === "0,1,2,3,4";
  },
  shape_area: async (testbed) => (await testbed.shape_area({ tag: "Rectangle", width: 3, height: 4 })) === 12,
  async create_canvas(testbed) {
    const { name, shapes, background } = await testbed.create_canvas("canvas", [{ tag: "Point" }], { tag: "Green" });
    return name === "canvas" && shapes.length === 1 && background.tag === color.variants[1]?.name;
  },
  async process_message(testbed) {
    const answer = await testbed.process_message({ tag: "Data", value: Uint8Array.of(1, 2, 3) });
    return answer.tag === "Data" && answer.value.join() === "3,2,1";
  },
};

/** Dials PEER_ADDR, and serves or plays one scenario, as the environment says (PROTOCOL.md 12.1). */
export async function runSubject(): Promise<void> {
  const { PEER_ADDR, SUBJECT_MODE = "server", CLIENT_SCENARIO = "echo" } = process.env;
  if (PEER_ADDR === undefined || PEER_ADDR === "") throw new Error("PEER_ADDR must be HOST:PORT");
  if (SUBJECT_MODE !== "server" && SUBJECT_MODE !== "client") throw new Error(`no SUBJECT_MODE ${SUBJECT_MODE}`);
  const testbed = await dial(PEER_ADDR);
  if (SUBJECT_MODE === "server") {
    await sessionOf(testbed).closed;
    return;
  }
  const scenario = SCENARIOS[CLIENT_SCENARIO];
  if (scenario === undefined) throw new Error(`no CLIENT_SCENARIO ${CLIENT_SCENARIO}`);
  if (!(await scenario(testbed))) throw new Error(`${CLIENT_SCENARIO}: wrong answer`);
  await testbed.close();
}
