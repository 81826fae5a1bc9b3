import { setTimeout as wait } from "node:timers/promises";
import type { Handlers, Tx } from "../../runtime/index.ts";
import type { Chain, Odds } from "./odds.ts";
import { Testbed } from "./testbed.ts";

async function count(upTo: number, output: Tx<number>): Promise<void> {
  for (let i = 0; i < upTo; i++) await output.send(i);
  await output.close();
}

async function total(input: AsyncIterable<number>): Promise<bigint> {
  let sum = 0n;
  for await (const number of input) sum += BigInt(number);
  return sum;
}

/** The same as rust/src/odds.rs does. */
export const oddsHandlers: Handlers<typeof Odds.types> = {
  wide: (unsigned, signed) => [unsigned, signed],
  letter: (letter) => letter,
  scalars: (scalars) => scalars,
  table: (table) => new Map([...table].map(([word, number]) => [number, word])),
  unique: (words) => words,
  fixed: (triple) => triple.toReversed(),
  nothing: () => {},
  pair: (pair) => pair,
  metres: (metres) => metres,
  grow: (tree) => ({ value: tree.value + 1, children: [tree] }),
  chain(length) {
    let chain: Chain = { next: null };
    for (let i = 0; i < length; i++) chain = { next: chain };
    return chain;
  },
  form: (form) => form,
  refuse(word) {
    if (word.length === 0) return { ok: false, error: { tag: "Empty" } };
    if (word.length > 8) return { ok: false, error: { tag: "TooLong", length: word.length, limit: 8 } };
    return { ok: true, value: [word.length, word] };
  },
  get_http2_url: (v6) => (v6 ? "http://[::1]/" : "http://127.0.0.1/"),
  narrow_sum: total,
  single_count: count,
  async broad_sum(ms, input) {
    await wait(ms);
    return total(input);
  },
  shut_count: count,
  async maybe(output) {
    if (output !== null) await count(3, output);
    return output !== null;
  },
  async both([input, output]) {
    let items = 0;
    for await (const number of input) {
      items++;
      await output.send(number * 2);
    }
    await output.close();
    return items;
  },
  async feeds({ name, first, second }) {
    await count(2, first);
    if (second !== null) await count(3, second);
    return name;
  },
  async choice(choice) {
    if (choice.tag === "Neither") return 0;
    if (choice.tag === "One") {
      await count(1, choice.value);
      return 1;
    }
    await count(2, choice.left);
    await count(3, choice.right);
    return 2;
  },
  borrowed: (words) => words.split(" ")[0] ?? "",
  async slow(ms, { signal }) {
    await wait(ms, undefined, { signal });
    return ms;
  },
  panics() {
    throw new Error("as asked");
  },
  vanishes() {
    throw new Error("as asked");
  },
  async calls_back(times, { connection }) {
    const caller = connection.client(Testbed);
    let matched = 0;
    for (let i = 0; i < times; i++) matched += (await caller.echo(`back ${i}`)) === `back ${i}` ? 1 : 0;
    await caller.close();
    return matched;
  },
  async takes(count, input) {
    let sum = 0;
    if (count === 0) return 0;
    for await (const number of input) {
      sum += number;
      if (--count === 0) break;
    }
    return sum;
  },
  later(upTo, output) {
    void wait(20).then(() => count(upTo, output));
  },
  async endless(output) {
    for (let i = 0; ; i++) {
      try {
        await output.send(i);
      } catch {
        return i;
      }
    }
  },
};
