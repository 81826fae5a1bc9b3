import { type ChartName, type Table, tables } from "../../../machines/index.ts";
import type { Course } from "./course.ts";
import type { NotTried } from "./plan.ts";

const AT_ONCE = "the peer leaves the state at once";
const USER = "the user of the peer decides to come there";
const NO_CALLS = "the peer is made to call nobody, and to open nothing";
const OTHER_ROLE = "belongs to the other part of the handshake";

/** Why no case begins in a state, by chart and state. */
const REASONS: Readonly<Record<ChartName, Readonly<Record<string, string>>>> = {
  session: {
    awaitingHello: OTHER_ROLE,
    awaitingHelloYourself: OTHER_ROLE,
    deciding: AT_ONCE,
    lingering: USER,
    draining: USER,
  },
  keepalive: { awaitingPong: "whether the peer sends a Ping is its own affair" },
  connection: {
    idle: "nothing was said on the connection yet",
    awaitingAccept: NO_CALLS,
    deciding: AT_ONCE,
    draining: USER,
  },
  outgoingRequest: { queued: NO_CALLS, awaitingResponse: NO_CALLS, cancelling: NO_CALLS },
  incomingRequest: { queued: AT_ONCE },
  outgoingChannel: { unbound: AT_ONCE },
  incomingChannel: { announced: AT_ONCE, closedEarly: AT_ONCE },
};

/** The states that no course tries, each with the reason. @throws where there is none */
export function unreached(courses: readonly Course[]): NotTried[] {
  const tried = new Set(courses.flatMap(({ chart, states }) => states.map((state) => `${chart} ${state}`)));
  return Object.entries(REASONS).flatMap(([chart, reasons]) =>
    restingStates(chart)
      .filter((state) => !tried.has(`${chart} ${state}`))
      .map((state) => {
        const why = reasons[state];
        if (why === undefined) throw new Error(`${chart} ${state} is not tried, and nobody says why`);
        return { chart, state, event: "every event", why };
      }),
  );
}

/** The states of a chart that are not final. */
function restingStates(chart: string): string[] {
  const table: Table | undefined = Object.entries(tables).find(([name]) => name === chart)?.[1];
  return [...(table?.chart.states ?? [])].flatMap(([state, { final }]) => (final ? [] : [state]));
}
