import type { Ending } from "../../machines/endings.ts";
import { type Deferred, deferred } from "../deferred.ts";
import { MisuseError } from "../errors.ts";
import { withoutNoPropagate } from "../wire/index.ts";
import type { Connection } from "./connection.ts";
import { RelayChannels } from "./relay-channels.ts";
import { RelayFlow } from "./relay-flow.ts";

/**
 * Two connections as one: what comes in on either goes out on the other, and they end together.
 *
 * What is represented: both connections, each call as an incoming request on one side and an outgoing one on the other,
 * each channel, from its first message on, as an incoming channel where its items come in and an outgoing one where they
 * go out, all with the states of their charts. What is not: a method's name (its id stands for it); why a call was
 * refused (`responded`, like any answer); a channel before its first message; `stalled` and `draining`, since credit and
 * queues are at the ends; that a sender broke its stream off rather than closed it, at the far side.
 *
 * Credit is kept by the ends alone. A peer that sends beyond it is found by the far end, which ends the session that the
 * relay shares with it: peers that are not trusted get a session each.
 */
export class Relay {
  readonly #ended: Deferred<Ending> = deferred();

  /** @throws {MisuseError} unless both are open, made for it, and not relayed yet */
  constructor(left: Connection, right: Connection) {
    const [near, far] = [sideOf(left), sideOf(right)];
    if (near === far) throw new MisuseError("a connection cannot be relayed to itself", left.place);
    const flows = [new RelayFlow(left.driver, right.driver), new RelayFlow(right.driver, left.driver)] as const;
    near.attach(far, flows[0]);
    far.attach(near, flows[1]);
    const end = (ended: Connection, other: Connection, ending: Ending) => {
      // Nobody will say any more that there is room: what is left of the other side must be heard.
      for (const flow of flows) flow.pump();
      near.flow = null;
      far.flow = null;
      if (other.id === 0) void other.driver.close();
      else other.close(withoutNoPropagate(ended.closeMetadata));
      this.#ended.resolve(ending);
    };
    void left.closed.then((ending) => end(left, right, ending));
    void right.closed.then((ending) => end(right, left, ending));
  }

  /** How the first of the two ended. */
  get ended(): Promise<Ending> {
    return this.#ended.promise;
  }
}

function sideOf(connection: Connection): RelayChannels {
  const { channels, place } = connection;
  if (!(channels instanceof RelayChannels)) {
    throw new MisuseError("only connections made with AnyService can be relayed", place);
  }
  if (channels.other !== null) throw new MisuseError("the connection is relayed already", place);
  if (connection.isAlive && !connection.isUp) throw new MisuseError("the connection is not open yet", place);
  return channels;
}
