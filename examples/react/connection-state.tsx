import { useSelector } from "@xstate/react";
import type { Connection } from "../../runtime/browser.ts";

/** Shows what the actors of a connection say of themselves, and shows it anew whenever that changes. */
export function ConnectionState({ connection }: { connection: Connection }) {
  const state = useSelector(connection.actor, ({ value }) => value);
  const ending = useSelector(connection.actor, ({ context }) => context.ending);
  const { phase, requests, channels } = useSelector(connection.session.actor, ({ context }) => context);
  return (
    <dl>
      <dt>Session</dt>
      <dd id="phase">{phase}</dd>
      <dt>Connection {connection.id}</dt>
      <dd id="state">{ending === null ? state : `${state}: ${ending.detail}`}</dd>
      <dt>Requests, channels</dt>
      <dd id="counts">
        {requests}, {channels}
      </dd>
    </dl>
  );
}
