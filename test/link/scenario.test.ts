import { spawn } from "node:child_process";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { childLink, connect, type Link, serve } from "../../runtime/index.ts";
import { type Bundle, bundle } from "./bundle.ts";
import { PAIRS } from "./pairs.ts";
import { handlers, Peer, play } from "./scenario.ts";

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

async function playBothWays(link: Link): Promise<void> {
  const peer = await connect(link, Peer, { serve: [Peer, handlers] });
  const [here, there] = await Promise.all([play(peer), peer.playBack()]);
  expect(there).toEqual(here);
  await peer.close();
}

describe.each(PAIRS)("the scenario over a $kind link", ({ make }) => {
  it("[session.symmetry] passes both ways at once", async () => {
    const { a, b, close } = await make();
    cleanups.push(close);
    const server = await serve(b, Peer, handlers, { onHandlerError: () => {} });
    cleanups.push(() => server.close());
    await playBothWays(a);
  });
});

describe("the scenario with another process over stdio", () => {
  let script: Bundle | undefined;
  beforeAll(async () => {
    script = await bundle("stdio-peer.ts");
  });
  afterAll(() => script?.remove());

  it("[transport.stream.kinds] passes both ways at once", async () => {
    const child = spawn(process.execPath, [script?.path ?? ""], { stdio: ["pipe", "pipe", "inherit"] });
    cleanups.push(() => child.kill("SIGKILL"));
    await playBothWays(childLink(child));
  });
});
