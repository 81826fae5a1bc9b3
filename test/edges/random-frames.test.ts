import fc from "fast-check";
import { expect, it } from "vitest";
import { emptyMetadata, type Message } from "../../runtime/wire/index.ts";
import { Bench, item, request, response, settled } from "./bench.ts";
import { Coverage } from "./coverage.ts";
import { unreachable } from "./unreachable.ts";
import { Witness } from "./witness.ts";

const SEED = 20_261_123;
const metadata = emptyMetadata;
const id = fc.nat(5);
const connection = fc.constantFrom(0, 0, 0, 1, 2);
const settings = fc.record({
  parity: fc.constantFrom("odd" as const, "even" as const),
  maxConcurrentRequests: fc.nat(3),
});
const method = fc.constantFrom("wait", "sum", "add", "unknown");

/** Any message about a few ids: most of them make no sense where they come. */
const message: fc.Arbitrary<Message> = fc.oneof(
  fc.record({
    kind: fc.constant("Hello" as const),
    connection,
    version: fc.constant(7),
    settings,
    metadata: fc.constant(metadata),
  }),
  fc.record({
    kind: fc.constantFrom("OpenConnection" as const, "AcceptConnection" as const),
    connection,
    settings,
    metadata: fc.constant(metadata),
  }),
  fc.record({
    kind: fc.constantFrom("RejectConnection" as const, "CloseConnection" as const),
    connection,
    metadata: fc.constant(metadata),
  }),
  fc.record({ kind: fc.constantFrom("Ping" as const, "Pong" as const), connection, nonce: fc.constant(1n) }),
  fc.tuple(connection, id, method, fc.array(id, { maxLength: 2 })).map((call) => request(...call)),
  fc.tuple(connection, id).map((answer) => response(...answer)),
  fc.record({ kind: fc.constant("CancelRequest" as const), connection, request: id, metadata: fc.constant(metadata) }),
  fc.tuple(connection, id).map((one) => item(...one)),
  fc.record({
    kind: fc.constantFrom("CloseChannel" as const, "ResetChannel" as const),
    connection,
    channel: id,
    metadata: fc.constant(metadata),
  }),
  fc.record({
    kind: fc.constant("GrantCredit" as const),
    connection,
    channel: id,
    additional: fc.constantFrom(1, 0xffff_ffff),
  }),
);

const conversation = fc.record({
  profile: fc.constantFrom("strict" as const, "compat" as const),
  isIntroduced: fc.nat(9).map((n) => n > 0),
  messages: fc.array(message, { maxLength: 25, size: "max" }),
});

it("keeps every actor where its table is, whatever the counterpart says, and ends cleanly", async () => {
  console.log(`seed ${SEED}`);
  const coverage = new Coverage();
  const property = fc.asyncProperty(conversation, async ({ profile, isIntroduced, messages }) => {
    const witness = new Witness(coverage);
    const bench = new Bench(witness, {
      ...{ role: "acceptor", profile, limits: { handlers: 2, requestsInFlight: 4 } },
      onOpen: (opened) => opened.accept(bench.dispatcher, opened.snapshot.context.local, metadata),
    });
    if (isIntroduced) bench.introduce("odd", 1);
    if (isIntroduced) for (let calls = 0; calls < 2; calls++) bench.call();
    for (const one of messages) bench.say(one);
    await settled();
    bench.link.end();
    bench.clock.advance(120_000);
    expect(witness.differences).toEqual([]);
    expect(bench.driver.snapshot()).toMatchObject({
      status: "done",
      context: { connections: 0, requests: 0, channels: 0 },
    });
    expect(bench.driver.timers.size).toBe(0);
  });
  await fc.assert(property, { seed: SEED, numRuns: 2_000 });
  expect([...unreachable.keys()].filter((name) => coverage.has(name))).toEqual([]);
}, 300_000);
