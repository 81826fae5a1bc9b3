import { describe, expect, it, onTestFinished } from "vitest";
import { treeOf } from "../../../inspect/tap/projection.ts";
import { connect, type ServeOptions, serve } from "../../../runtime/index.ts";
import { DriverView } from "./driver-view.ts";
import { handlers, Mixed, work } from "./mixed-work.ts";
import { freeLike, tapBefore } from "./tapped.ts";

const onConnection: ServeOptions["onConnection"] = (incoming) => {
  if (incoming.metadata.length > 0) incoming.reject();
  else incoming.accept(Mixed, handlers);
};

async function compared(scheme: string, service: unknown) {
  const left = new DriverView("left");
  const right = new DriverView("right");
  const server = await serve(freeLike(`${scheme}//x:1`), Mixed, handlers, {
    inspect: right.inspect,
    onConnection,
    onHandlerError: () => {},
  });
  onTestFinished(() => server.close());
  const tapped = await tapBefore(server.url, { service });
  const client = await connect(tapped.url, Mixed, { inspect: left.inspect });
  await work(client);
  await client.close();
  await server.close();
  await tapped.close();
  return { tapped, own: [...left.tree, ...right.tree] };
}

describe("a tap between two peers of ours", () => {
  it.each(["tcp:", "unix:", "ws:"])("over %s shows the lives and states that their drivers have", async (scheme) => {
    const { tapped, own } = await compared(scheme, { Mixed });
    const tree = treeOf(tapped.records).map(({ life, state }) => ({ life, state }));
    expect(tree).toEqual(own.map(({ life, state }) => ({ life, state })));
    expect(tapped.errors).toEqual([]);
  });

  it("without definitions shows the same, since every channel carried something", async () => {
    const { tapped, own } = await compared("tcp:", undefined);
    const tree = treeOf(tapped.records).map(({ life, state }) => ({ life, state }));
    expect(tree).toEqual(own.map(({ life, state }) => ({ life, state })));
    expect(tapped.errors).toEqual([]);
  });
});
