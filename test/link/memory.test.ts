import { expect, it } from "vitest";
import { memoryPair } from "../../runtime/link/memory.ts";
import { record, turns } from "./recorder.ts";

it("[link.tx.reserve] a memory link tells of room whoever was told to wait, also when what is sent since goes through", async () => {
  const [a, b] = memoryPair({ capacity: 100 });
  const atA = record(a);
  const told = [a.send(new Uint8Array(60)), a.send(new Uint8Array(60))];
  record(b, ({ length }) => {
    if (told.length === 2 && length === 60) told.push(a.send(new Uint8Array(1)));
  });
  await turns(1);
  expect([told, atA.writables, a.buffered]).toEqual([[true, false, false], 1, 0]);
});
