import { PAIR } from "../driver/pair.ts";
import { Rx } from "../driver/rx.ts";
import { Tx } from "../driver/tx.ts";
import { MisuseError } from "../errors.ts";
import { explanationOf } from "../explanation.ts";
import { Call } from "./call.ts";
import { type ClientHandle, connectionOf, isClient } from "./client.ts";
import { Connection } from "./connection.ts";
import { Server } from "./server.ts";
import { Session } from "./session.ts";

/** What `explain` can say something about. */
export type Explainable = Call<unknown> | ClientHandle | Connection | Session | Server | End;

/** A `Tx` or an `Rx`, whatever its items. */
interface End {
  readonly [PAIR]: { readonly sender: Explaining | null; readonly receiver: Explaining | null };
}

interface Explaining {
  explain(): string;
}

/**
 * Says in one sentence what something is, its state, since when, what it waits for, and who must act. The sentence also
 * ends the text of every error that tells of a timeout or of a lost link.
 *
 * @example
 * const call = calculator.sum(rx);
 * console.log(explain(call));
 * // Calculator.sum (request 3 on connection 0) has been awaiting its response for 1.2 s: the other side must answer; …
 */
export function explain(handle: Explainable): string {
  if (handle instanceof Call) return handle.explain();
  if (handle instanceof Tx) return explainEnd("Tx", handle[PAIR]);
  if (handle instanceof Rx) return explainEnd("Rx", handle[PAIR]);
  if (handle instanceof Connection || handle instanceof Server) return handle.explain();
  if (handle instanceof Session) return handle.driver.session.explain();
  if (isClient(handle)) return `this client's ${connectionOf(handle).explain()}`;
  throw new MisuseError("explain takes a call, a client, a connection, a session, a server or an end of a channel");
}

function explainEnd(end: "Tx" | "Rx", { sender, receiver }: End[typeof PAIR]): string {
  const life = end === "Tx" ? sender : receiver;
  if (life !== null) return life.explain();
  // Given to a call: the handler holds it now, and the end that was kept tells more.
  return (end === "Tx" ? receiver : sender)?.explain() ?? explanationOf({ kind: "end", end }, 0);
}
