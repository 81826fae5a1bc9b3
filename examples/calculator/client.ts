// node dist/examples/calculator/client.js [URL]

import { channel, connect, t } from "../../runtime/index.ts";
import { Calculator } from "./service.ts";

const [url = "tcp://127.0.0.1:9000"] = process.argv.slice(2);

await using calculator = await connect(url, Calculator);
console.log(`2 + 3 = ${await calculator.add(2, 3)}`);

const quotient = await calculator.divide(7n, 0n);
console.log(`7 / 0 = ${quotient.ok ? quotient.value : quotient.error.tag}`);

const [tx, rx] = channel(t.i32);
const total = calculator.sum(rx);
for (const n of [1, 2, 3]) await tx.send(n);
await tx.close();
console.log(`1 + 2 + 3 = ${await total}`);

const [out, numbers] = channel(t.i32);
const done = calculator.generate(5, out);
for await (const n of numbers) console.log(`generated ${n}`);
await done;
