import { expect, it } from "vitest";
import { channel, t } from "../../runtime/index.ts";
import { expectQuiet, type Meeting, meet, SETTINGS } from "./meeting.ts";
import { callAll, items, randomCalls } from "./random-calls.ts";

const CALLS = 10_000;
const IN_FLIGHT = 32;
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
const tcp = SETTINGS.filter(({ transport }) => transport.name === "tcp");

/** Rust shows no counts of its own; but on the wire, every Call has its Response and every channel its Close. */
function expectAllAnswered({ transcript }: Meeting): void {
  for (const [us, them] of [
    [">", "<"],
    ["<", ">"],
  ]) {
    expect(transcript.count(new RegExp(`^${us} Call`))).toBe(CALLS);
    expect(transcript.count(new RegExp(`^${them} Response`))).toBe(CALLS);
  }
  const announced = transcript.lines.flatMap((line) => /Call \d+ \w+ \[(\d[\d,]*)\]/.exec(line)?.[1]?.split(",") ?? []);
  expect(transcript.count(/ Close /)).toBe(announced.length);
}

it.each(tcp)(
  `$name: ${CALLS} calls and streams each way at once, ${IN_FLIGHT} in flight`,
  { timeout: 600_000 },
  async (setting) => {
    console.info(`SEED=${SEED}`);
    const meeting = await meet(setting, { serve: "testbed" });
    const [theirs] = await Promise.all([
      meeting.rust.askRecord(`storm ${SEED} ${CALLS} ${IN_FLIGHT}`),
      callAll(meeting, randomCalls(SEED, CALLS), IN_FLIGHT),
    ]);
    expect(theirs).toEqual({ calls: CALLS, failures: 0, first: null });
    expectAllAnswered(meeting);
    expectQuiet(meeting);
    expect(meeting.root.channels.live).toBe(0);
    expect(meeting.root.channels.undeliveredBytes).toBe(0);
    await meeting.driver.close();
    expect(await meeting.rust.event("closed")).toMatchObject({ connection: 0 });
  },
);

it("D-R31: on many threads, Rust can lose what comes while a handler begins", { timeout: 600_000 }, async () => {
  const [setting] = tcp;
  if (setting === undefined) throw new TypeError("no tcp");
  const meeting = await meet(setting, { threads: "many" });
  const words = ["a", "b", "c", "d"];
  let [lost, stuck] = [0, 0];
  const one = async () => {
    const [tx, input] = channel(t.string);
    const [output, rx] = channel(t.string);
    // Where it is Close that was lost, the handler waits for ever: the timeout cancels it.
    const call = meeting.testbed.transform(input, output, { timeoutMs: 10_000 }).catch(() => stuck++);
    const echoed = items(rx);
    for (const word of words) await tx.send(word);
    await tx.close();
    await call;
    const got = await echoed;
    if (got.length < words.length) lost++;
    // Nothing but loss: what comes is in order.
    expect(words.filter((word) => got.includes(word))).toEqual(got);
  };
  for (let round = 0; round < 250; round++) await Promise.all(Array.from({ length: 32 }, one));
  // All that was sent is on the wire.
  expect(meeting.transcript.count(/^> Item/)).toBe(8_000 * words.length);
  expect(meeting.transcript.count(/^> Close/)).toBe(8_000);
  console.info(`D-R31: of 8,000 streams, Rust lost items in ${lost} and never ended ${stuck}`);
  await expect.poll(() => meeting.driver.snapshot().context.requests).toBe(0);
  expectQuiet(meeting);
});

it("D-R10: with 64 of ours and 256 of theirs in flight, either all is answered or a timeout ends the wait", {
  timeout: 300_000,
}, async () => {
  const [setting] = tcp;
  if (setting === undefined) throw new TypeError("no tcp");
  const meeting = await meet(setting, { serve: "testbed" });
  const deadline = AbortSignal.timeout(20_000);
  const stuck = new Promise<string>((resolve) => deadline.addEventListener("abort", () => resolve("stuck")));
  const both = Promise.all([
    meeting.rust.askRecord(`storm ${SEED} 3000 256`),
    callAll(meeting, randomCalls(SEED, 3_000), 64),
  ]);
  const outcome = await Promise.race([both.then(([theirs]) => `${theirs.failures} failures`), stuck]);
  console.info(`D-R10: 3,000 calls each way with 64 and 256 in flight: ${outcome}`);
  expect(["0 failures", "stuck"]).toContain(outcome);
  both.catch(() => {});
  await meeting.driver.close();
  expect(meeting.driver.snapshot().context).toMatchObject({ requests: 0, channels: 0 });
});
