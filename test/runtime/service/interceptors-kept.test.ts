import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { type ClientInterceptor, sessionOf } from "../../../runtime/index.ts";
import { pair } from "../../inspect/watched-pair.ts";
import { Shapes } from "../fixture.ts";

setFlagsFromString("--expose-gc");
const collect: () => void = runInNewContext("gc");

it("A closed client's interceptors are not kept by a connection that goes on", async () => {
  const { client } = await pair();
  const use = async () => {
    const through: ClientInterceptor = (next) => (call) => next(call);
    const other = sessionOf(client).connections[0]?.client(Shapes, { interceptors: [through] });
    expect(await other?.add(1, 2)).toBe(3);
    await other?.close();
    return new WeakRef(through);
  };
  const ref = await use();
  for (let attempt = 0; attempt < 20 && ref.deref() !== undefined; attempt++) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    collect();
  }
  expect(ref.deref()).toBeUndefined();
  await client.close();
});
