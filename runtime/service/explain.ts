import { PAIR, type Pair } from "../driver/pair.ts";
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
export type Explainable = Call<unknown> | ClientHandle | Connection | Session | Server | Tx<never> | Rx<unknown>;

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
  if (isClient(handle)) return `this client uses ${connectionOf(handle).explain()}`;
  throw new MisuseError("explain takes a call, a client, a connection, a session, a server or an end of a channel");
}

function explainEnd(end: "Tx" | "Rx", { sender, receiver }: Pair<never> | Pair<unknown>): string {
  const life = end === "Tx" ? sender : receiver;
  if (life !== null) return life.explain();
  // Given to a call: the handler holds it now, and the end that was kept tells more.
  return (end === "Tx" ? receiver : sender)?.explain() ?? explanationOf({ kind: "end", end }, 0);
}
