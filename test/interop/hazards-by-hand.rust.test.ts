import { describe, expect, it } from "vitest";
import { callOf, closeOf, grantOf, hello, helloYourself, itemOf, methodOf } from "./frames.ts";
import { byHand } from "./hand.ts";
import { SETTINGS } from "./meeting.ts";
import { Odds } from "./odds.ts";
import { Testbed } from "./testbed.ts";

// What roam 7.3.0 bears without a word (PROTOCOL.md 11). Our driver never says any of it, so it is said by hand; what
// ours does when a counterpart says it is in test/runtime. What the tests here cannot show:
//
// | id | why |
// | --- | --- |
// | D-R30 | that the early buffer has no bound: a test can fill only so much of it |
// | D-R33 | the credit of a send that was dropped after it took its permit: only where the link is full at that moment |
// | D-R34 | the count of channels: no method of a service has more than a few |
// | D-R37 | that the session cannot end by itself: the live peer holds a caller of the root until its end |
// | D-R36 | NO_PROPAGATE: needs Rust between two sessions; SENSITIVE in Debug output: not on the wire |

const echo = methodOf(Testbed, "echo");
const sum = methodOf(Testbed, "sum");
const slow = methodOf(Odds, "slow");
const serveOdds = { rust: ["--serve", "odds"] };

describe.each(SETTINGS)("$name: what Rust bears without a word", (setting) => {
  const first = setting.weInitiate ? 1 : 2;

  it("D-R4: a handshake on connection 5", async () => {
    const greeting = { ...(setting.weInitiate ? hello : helloYourself), connection: 5 };
    const { send, transcript } = await byHand(setting, { greeting });
    send(callOf(echo, first, [], [1, 0x61]));
    expect(await transcript.until(/^< Response/)).toBe(`< Response ${first} 000161`);
  });

  it("D-R4: Ping on a connection that is none is answered there", async () => {
    const { send, transcript } = await byHand(setting);
    send({ kind: "Ping", connection: 4, nonce: 9n }, { kind: "ProtocolError", connection: 4, description: "by hand" });
    send({ kind: "Ping", connection: 0, nonce: 10n });
    await transcript.until(/^< Pong 10/);
    expect(transcript.lines.slice(-2)).toEqual(["< #4 Pong 9", "< Pong 10"]);
  });

  it("D-R8: a Call and an Item on a connection that is none are dropped; nothing answers", async () => {
    const { send, transcript } = await byHand(setting);
    send({ ...callOf(echo, first, [], [1, 0x61]), connection: 9 }, { ...itemOf(first, [2]), connection: 9 });
    send({ ...callOf(echo, first, [], [1, 0x62]), connection: 9 }, callOf(echo, first, [], [1, 0x63]));
    await transcript.until(/^< Response/);
    expect(transcript.afterHello.filter((line) => line.startsWith("<"))).toEqual([`< Response ${first} 000163`]);
  });

  it("D-R13: a request id in flight again starts a second handler, and both answer", async () => {
    const { send, transcript } = await byHand(setting, serveOdds);
    send(callOf(slow, first, [], [100]), callOf(slow, first, [], [1]));
    await Promise.all([transcript.until(/^< Response \d+ 0001/), transcript.until(/^< Response \d+ 0064/)]);
    const answers = transcript.afterHello.filter((line) => line.startsWith("<"));
    // The order is that of their sleeps, unless the machine slept between the two.
    expect(answers.sort()).toEqual([`< Response ${first} 0001`, `< Response ${first} 0064`]);
  });

  it("D-R13: a request id of the wrong parity is answered", async () => {
    const { send, transcript } = await byHand(setting);
    send(callOf(echo, first + 1, [], [1, 0x61]));
    expect(await transcript.until(/^< Response/)).toBe(`< Response ${first + 1} 000161`);
  });

  // On one thread, Rust does not lose items by itself (D-R31).
  it("D-R30: Items for ids that no Call has named are kept, however late the Call", async () => {
    const { send, transcript } = await byHand(setting, { rust: ["--single"] });
    const ids = Array.from({ length: 200 }, (_, i) => 100 + 2 * i + first);
    for (const id of ids) send(itemOf(id, [2]), itemOf(id, [4]), closeOf(id));
    send(callOf(echo, first, [], [1, 0x61]));
    await transcript.until(/^< Response/);
    for (const [i, id] of ids.entries()) send(callOf(sum, first + 2 + 2 * i, [id], []));
    await expect.poll(() => transcript.count(/^< Response \d+ 0006$/)).toBe(200);
  });

  it("D-R30: Items after Close are kept, and come out of a channel that takes the id again", async () => {
    const { send, transcript } = await byHand(setting, { rust: ["--single"] });
    send(callOf(sum, first, [first], []), itemOf(first, [2]), closeOf(first));
    expect(await transcript.until(/^< Response/)).toBe(`< Response ${first} 0002`);
    send(itemOf(first, [40]), closeOf(first), callOf(sum, first + 2, [first], []));
    expect(await transcript.until(new RegExp(`^< Response ${first + 2}`))).toBe(`< Response ${first + 2} 0028`);
  });

  it("D-R34: a channel id of zero, and one of the wrong parity, work", async () => {
    const { send, transcript } = await byHand(setting, { rust: ["--single"] });
    for (const [i, id] of [0, first + 1].entries()) {
      const request = first + 2 * i;
      send(callOf(sum, request, [id], []), itemOf(id, [6]), closeOf(id), grantOf(id, 1));
      expect(await transcript.until(new RegExp(`^< Response ${request} `))).toBe(`< Response ${request} 0006`);
    }
  });

  it("D-R34: a channel id that is live goes to the second Call; the first ends as if closed", async () => {
    const { send, transcript } = await byHand(setting, { rust: ["--single"] });
    send(callOf(sum, first, [first], []), itemOf(first, [2]));
    // On one thread, the first handler has begun when the second answers.
    send(callOf(echo, first + 2, [], [1, 0x61]));
    await transcript.until(new RegExp(`^< Response ${first + 2}`));
    send(callOf(sum, first + 4, [first], []));
    expect(await transcript.until(new RegExp(`^< Response ${first} `))).toBe(`< Response ${first} 0002`);
    send(itemOf(first, [4]), closeOf(first));
    expect(await transcript.until(new RegExp(`^< Response ${first + 4}`))).toBe(`< Response ${first + 4} 0004`);
  });
});
