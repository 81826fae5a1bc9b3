// node dist/examples/model-test/main.js [SEED]

import fc from "fast-check";
import { connect, memoryPair, serve } from "../../runtime/index.ts";
import { ModelTestError, modelTest } from "../../test/kit/index.ts";
import { shelf } from "./handlers.ts";
import { model } from "./model.ts";
import { Shelf } from "./service.ts";

const [seed] = process.argv.slice(2).map(Number);
// Of few names, calls are about the same things more often.
const name = fc.constantFrom("axe", "saw");

async function test(isBroken: boolean) {
  const peer = async () => {
    const [here, there] = memoryPair();
    await serve(there, Shelf, shelf(isBroken));
    return connect(here, Shelf);
  };
  return modelTest(Shelf, {
    // A `stock` that is cancelled halfway has put some of its things: the model knows whole calls only.
    ...{ peer, model, cancels: false },
    ...(seed === undefined ? {} : { seed }),
    arguments: { put: fc.tuple(name, fc.nat(3)), take: fc.tuple(name, fc.nat(3)) },
  });
}

const good = await test(false);
console.log(`the shop as it should be: ${good.calls} calls in ${good.runs} runs as the model says (seed ${good.seed})`);
try {
  await test(true);
  console.log("the planted bug was not found");
  process.exitCode = 1;
} catch (error) {
  if (!(error instanceof ModelTestError)) throw error;
  console.log(`the shop with a bug:\n${error.message}`);
}
