import type { Link } from "../../runtime/link/link.ts";
import { memoryPair } from "../../runtime/link/memory.ts";

/** A peer to test: each conversation takes a session of its own. */
export interface PeerUnderTest {
  /** Names it in the report. */
  readonly name: string;
  /** Which part of the handshake it plays. */
  readonly role: "initiator" | "acceptor";
  /** A new link to it, not started. Rejects where the peer cannot be reached. */
  connect(): Promise<Link>;
  /** After the conversation on a link. */
  leave?(link: Link): Promise<void>;
  /** After the last conversation. */
  close?(): Promise<void>;
}

/** A peer in this process: `begin` is given its end of a link for each session. */
export function peerInProcess(
  name: string,
  role: PeerUnderTest["role"],
  begin: (link: Link) => void | Promise<void>,
): PeerUnderTest {
  return {
    name,
    role,
    async connect() {
      const [ours, theirs] = memoryPair({ names: ["kit", name] });
      await begin(theirs);
      return ours;
    },
  };
}
