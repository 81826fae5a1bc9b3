// One sentence about anything alive: what it is, its state, since when, what it waits for, and who must act.
// Plain data in, text out: the runtime and whoever reads a recording say the same.

import type {
  ConnectionFacts,
  Facts,
  IncomingChannelFacts,
  IncomingRequestFacts,
  LifeFacts,
  Load,
  OutgoingChannelFacts,
  OutgoingRequestFacts,
  SessionFacts,
} from "./explanation/facts.ts";

export type { Facts, LifeFacts } from "./explanation/facts.ts";

/** The sentence. `now` is on the clock of the facts. */
export function explanationOf(facts: Facts, now: number): string {
  switch (facts.kind) {
    case "end":
      return `this ${facts.end} is not bound yet: our code must give its other end to a call`;
    case "server": {
      const what = `the server at ${facts.url} has ${count(facts.sessions, "session")}`;
      return facts.isListening ? `${what} and listens: nobody has to act` : `${what} and no longer listens`;
    }
    default:
      return `${nameOf(facts)} ${told(facts, duration(now - facts.since))}`;
  }
}

function nameOf(facts: LifeFacts): string {
  switch (facts.kind) {
    case "outgoingRequest":
      return `${facts.method} (request ${facts.request} on connection ${facts.connection})`;
    case "incomingRequest":
      return `our handler of ${facts.method} (request ${facts.request} on connection ${facts.connection})`;
    case "outgoingChannel":
    case "incomingChannel":
      return `channel ${facts.channel}${facts.connection === 0 ? "" : ` on connection ${facts.connection}`}`;
    case "connection":
      return `connection ${facts.connection}`;
    case "session":
      return `the session over ${facts.link}`;
    case "keepalive":
      return "the keepalive";
  }
}

/** State, time, and who must act; `time` is how long the state lasts. */
function told(facts: LifeFacts, time: string): string {
  switch (facts.kind) {
    case "outgoingRequest":
      return aboutCall(facts, time);
    case "incomingRequest":
      return aboutHandler(facts, time);
    case "outgoingChannel":
      return aboutSender(facts, time);
    case "incomingChannel":
      return aboutReceiver(facts, time);
    case "connection":
      return aboutConnection(facts, time);
    case "session":
      return aboutSession(facts, time);
    case "keepalive":
      if (facts.state === "awaitingPong") return `has been awaiting a Pong for ${time}: the other side must answer`;
      return facts.state === "quiet" ? `has been quiet for ${time}: nobody has to act` : ended(facts, time);
  }
}

function aboutCall({ state, limit, isBlocked, isBounded }: OutgoingRequestFacts, time: string): string {
  const warning = isBounded ? "" : "; it has no timeoutMs, no signal and no keepalive, and may wait for ever";
  switch (state) {
    case "queued":
      return isBlocked
        ? `has been queued for ${time}: the link must take what was sent before${warning}`
        : `has been queued for ${time}: the other side takes ${count(limit, "call")} at a time and must answer one${warning}`;
    case "awaitingResponse":
      return `has been awaiting its response for ${time}: the other side must answer${warning}`;
    case "cancelling":
      return `was given up ${time} ago and has told the other side, which must answer to free its slot`;
    default:
      return ended({ state }, time);
  }
}

function aboutHandler({ state, limit, isBlocked }: IncomingRequestFacts, time: string): string {
  switch (state) {
    case "queued":
      return isBlocked
        ? `has been queued for ${time}: the link must take the answers before it`
        : `has been queued for ${time}: at most ${count(limit, "handler")} may run and one of ours must return`;
    case "handling":
      return `has been running for ${time}: our handler must return`;
    case "cancelling":
      return `was told to stop ${time} ago: our handler must return`;
    default:
      return ended({ state }, time);
  }
}

function aboutSender({ state, sent, credit, waiting }: OutgoingChannelFacts, time: string): string {
  const figures = `${count(sent, "item")} sent, ${credit === 0 ? "no" : credit} credit`;
  switch (state) {
    case "unbound":
      return `has been unbound for ${time}: its call must be sent first`;
    case "stalled":
      return `has been stalled for ${time}: ${figures}: the receiver must take items and grant`;
    case "flowing":
      return waiting > 0
        ? `has been flowing for ${time}: ${figures}, ${count(waiting, "item")} waiting: the link must take what was sent before`
        : `has been flowing for ${time}: ${figures}: our code may send or close`;
    default:
      return ended({ state }, time);
  }
}

function aboutReceiver({ state, queued, credit, waiting }: IncomingChannelFacts, time: string): string {
  switch (state) {
    case "announced":
    case "closedEarly":
      return `has been ${state === "announced" ? "announced" : "closed before its handler ran"} for ${time}: its handler must start`;
    case "open":
      if (queued > 0) return `has been open for ${time}: ${count(queued, "item")} queued: our code must take them`;
      if (credit === 0) return `has been open for ${time}: nothing queued, no credit granted: our code must grant`;
      return `has been open for ${time}: nothing queued, ${waiting > 0 ? "our code waits" : "nobody reads"}: the other side must send or close`;
    case "draining":
      return `has been closed by its sender for ${time}: ${count(queued, "item")} queued: our code must take them`;
    default:
      return ended({ state }, time);
  }
}

function aboutConnection(facts: ConnectionFacts, time: string): string {
  switch (facts.state) {
    case "idle":
      return `has been idle for ${time}: the session must be established first`;
    case "awaitingAccept":
      return `has been awaiting its verdict for ${time}: the other side must accept or reject`;
    case "deciding":
      return `has been awaiting our verdict for ${time}: our onConnection must accept or reject`;
    case "open":
      return `has been open for ${time}: ${openWork(facts)}`;
    case "draining":
      return `has been draining for ${time}: ${openWork(facts)}`;
    default:
      return ended(facts, time);
  }
}

function aboutSession(facts: SessionFacts, time: string): string {
  switch (facts.state) {
    case "awaitingHello":
      return `has been awaiting Hello for ${time}: the other side must begin the handshake`;
    case "deciding":
      return `has been awaiting our verdict for ${time}: our onSession must let the other side in or refuse it`;
    case "awaitingHelloYourself":
      return `has been awaiting HelloYourself for ${time}: the other side must answer the handshake`;
    case "established":
      return `has been established for ${time} with ${count(facts.connections, "connection")}, ${load(facts)}: ${backlog(facts)}`;
    case "lingering":
      return `has been released for ${time}: ${count(facts.connections, "virtual connection")} must end first`;
    case "draining":
      return `has been draining for ${time}: ${load(facts)} must end first`;
    default:
      return ended(facts, time);
  }
}

/** Who must act so that what runs on a connection comes to an end. */
function openWork({ calls, handlers, channels }: ConnectionFacts): string {
  const work: string[] = [];
  if (calls > 0) work.push(`the other side must answer ${count(calls, "call")}`);
  if (handlers > 0) work.push(`our handlers must answer ${count(handlers, "call")}`);
  if (channels > 0) work.push(`${count(channels, "channel")} must be closed or reset`);
  return work.length === 0 ? "nothing runs on it and nobody has to act" : work.join(", ");
}

function backlog({ requests, channels, waitingBytes }: SessionFacts): string {
  if (waitingBytes > 0) return `the link must take ${count(waitingBytes, "byte")}`;
  return requests + channels === 0 ? "nobody has to act" : "explain its connections to see who must act";
}

function ended({ state }: { readonly state: string }, time: string): string {
  return `ended as ${state} ${time} ago: nobody has to act`;
}

function load({ requests, channels }: Load): string {
  return `${count(requests, "request")} and ${count(channels, "channel")}`;
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? "" : "s"}`;
}

function duration(ms: number): string {
  if (ms < 1_000) return `${Math.max(0, Math.floor(ms))} ms`;
  if (ms < 9_950) return `${(ms / 1_000).toFixed(1)} s`;
  return ms < 119_500 ? `${Math.round(ms / 1_000)} s` : `${Math.round(ms / 60_000)} min`;
}
