import type { Stage } from "./stage.ts";

export function shake(stage: Stage, at: number, session: string): void {
  const [left, right] = [`left/${session}`, `right/${session}`];
  stage.begin(at, { life: left, chart: "session", parent: null, label: "session over tcp://127.0.0.1:9000" });
  stage.begin(at + 1, { life: right, chart: "session", parent: null, label: "session over tcp accepted" });
  stage.event(at + 2, left, "local.initiate");
  stage.message(
    at + 2,
    "Hello",
    left,
    right,
    { connection: 0, version: 7, settings: { parity: "odd", maxConcurrentRequests: 64 } },
    9,
  );
  stage.event(at + 4, right, "peer.hello");
  stage.event(at + 5, right, "local.accept");
  stage.message(
    at + 5,
    "HelloYourself",
    right,
    left,
    { connection: 0, settings: { parity: "even", maxConcurrentRequests: 64 } },
    6,
  );
  stage.event(at + 7, left, "peer.helloYourself");
  for (const peer of [left, right]) {
    stage.begin(at + 8, {
      life: `${peer}/c0`,
      chart: "connection",
      parent: peer,
      label: "root connection",
      connection: 0,
    });
    stage.event(at + 8, `${peer}/c0`, "parent.established");
    stage.begin(at + 9, { life: `${peer}/k`, chart: "keepalive", parent: peer, label: "keepalive" });
  }
  for (let n = 0; session === "s1" && n < 5; n += 1) {
    const then = at + 4_000 + n * 4_500;
    stage.event(then, `${left}/k`, "timer.interval");
    stage.message(then, "Ping", `${left}/k`, `${right}/k`, { connection: 0, nonce: `${n}` }, 3);
    stage.message(then + 2, "Pong", `${right}/k`, `${left}/k`, { connection: 0, nonce: `${n}` }, 3);
    stage.event(then + 4, `${left}/k`, "peer.pong", "quiet");
  }
}

/** A virtual connection, on which the counterpart breaks a rule. */
export function virtual(stage: Stage, at: number): void {
  const [ours, theirs] = ["left/s1/c1", "right/s1/c1"];
  const common = { chart: "connection", label: "connection 1", connection: 1 } as const;
  stage.begin(at, { ...common, life: ours, parent: "left/s1" });
  stage.event(at, ours, "local.open");
  stage.message(
    at,
    "OpenConnection",
    ours,
    theirs,
    { connection: 1, settings: { parity: "odd", maxConcurrentRequests: 8 }, metadata: [] },
    10,
  );
  stage.begin(at + 2, { ...common, life: theirs, parent: "right/s1" });
  stage.event(at + 2, theirs, "peer.open");
  stage.event(at + 5, theirs, "local.accept");
  stage.message(
    at + 5,
    "AcceptConnection",
    theirs,
    ours,
    { connection: 1, settings: { parity: "even", maxConcurrentRequests: 8 }, metadata: [] },
    9,
  );
  stage.event(at + 7, ours, "peer.accept");
  const then = at + 3_000;
  stage.frame(then, "in", ours, "Response", { connection: 1, request: 41, channels: [] }, 14);
  stage.unexpected(then, ours, "peer.response.unknown", "rpc.response", "a Response to a request that was never made");
}

/** A session whose link dies with a call in flight. */
export function killed(stage: Stage, at: number): void {
  shake(stage, at, "s2");
  const life = "left/s2/c0/r1";
  stage.begin(at + 400, {
    life,
    chart: "outgoingRequest",
    parent: "left/s2/c0",
    label: "Orders.place #1",
    connection: 0,
    id: 1,
  });
  stage.event(at + 400, life, "parent.slot");
  stage.frame(
    at + 400,
    "out",
    life,
    "Request",
    { connection: 0, request: 1, method: "31281", channels: [], metadata: [] },
    30,
  );
  const then = at + 7_000;
  for (const peer of ["left", "right"]) {
    stage.event(then, `${peer}/s2`, "link.failed");
    const text = "the link failed: the other side reset the connection";
    if (peer === "left") {
      stage.event(then, life, "parent.ended");
      stage.end(then, life);
    }
    stage.event(then, `${peer}/s2/c0`, "parent.ended");
    for (const one of [`${peer}/s2/c0`, `${peer}/s2`]) stage.end(then, one);
    stage.sample(then, `${peer}/s2/k`, { explanation: text });
    stage.end(then, `${peer}/s2/k`);
  }
}

/** An actor of the user's own system. */
export function own(stage: Stage): void {
  const life = "left/xstate/x:3";
  stage.begin(300, { life, chart: null, parent: null, label: "checkout", state: "browsing" });
  const way = [
    ["ADD", "filling"],
    ["ADD", "filling"],
    ["PAY", "paying"],
    ["DECLINED", "filling"],
    ["PAY", "paying"],
    ["PAID", "done"],
    ["RESET", "browsing"],
    ["ADD", "filling"],
  ] as const;
  way.forEach(([type, to], n) => {
    stage.event(1_500 + n * 2_300, life, type, to);
  });
}
