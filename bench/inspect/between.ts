/** The entry of a process between two peers: `between.js plain|tap|records ADDRESS`. It says where to dial. */
import { once } from "node:events";
import { connect, createServer } from "node:net";

async function plain(to: URL): Promise<string> {
  const server = createServer({ noDelay: true }, (near) => {
    const far = connect({ host: to.hostname, port: Number(to.port), noDelay: true });
    near.pipe(far).pipe(near);
    for (const socket of [near, far]) socket.on("error", () => socket.destroy());
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const bound = server.address();
  return `tcp://127.0.0.1:${typeof bound === "object" ? bound?.port : 0}`;
}

async function tapped(to: URL, onRecord: (() => void) | undefined): Promise<string> {
  const { tap } = await import("../../inspect/index.ts");
  return (await tap({ listen: "tcp://127.0.0.1:0", to: to.href, onRecord, onError: () => {} })).url;
}

const [how = "", address = ""] = process.argv.slice(2);
const to = new URL(address);
process.once("disconnect", () => process.exit(0));
process.send?.(await (how === "plain" ? plain(to) : tapped(to, how === "records" ? () => {} : undefined)));
