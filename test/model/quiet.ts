import type { Peer } from "./peer.ts";
import type { World } from "./world.ts";

/** What still waits although everybody has settled everything, if anything does. */
export function unrest(world: World): string | undefined {
  const [a, b] = world.peers;
  if (a.session.isAlive !== b.session.isAlive) return "one side lives on";
  if (!a.session.isAlive) return undefined;
  return unrestOf(a) ?? unrestOf(b);
}

function unrestOf(peer: Peer): string | undefined {
  const { session, keepalive } = peer;
  if (session.isShakingHands || session.state === "draining") return `${peer.name} session is ${session.state}`;
  if (keepalive?.state === "awaitingPong") return `${peer.name} keepalive is awaitingPong`;
  for (const connection of peer.connections) {
    if (connection.isAlive && !connection.isUp) return `${peer.name} ${connection.name} is ${connection.state}`;
    const other = peer.other.connections[connection.index];
    if (connection.isUp && !other?.isUp) return `${peer.name} ${connection.name} lives on alone`;
    const lives = [...connection.outgoing, ...connection.incoming, ...connection.senders, ...connection.receivers];
    const left = lives.find((life) => life.isAlive);
    if (left !== undefined) return `${peer.name} ${left.name} is ${left.state}`;
  }
  return peer.out.inFlight().length > 0 ? `${peer.name}'s messages do not arrive` : undefined;
}
