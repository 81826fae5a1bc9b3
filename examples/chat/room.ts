import type { Client, Connection, Handlers } from "../../runtime/index.ts";
import { type Room, Screen } from "./service.ts";

interface Member {
  readonly name: string;
  readonly screen: Client<typeof Screen.types>;
}

/** Handlers of one room, shared by all who come. Each member is called back on the connection it came by. */
export function room(): Handlers<typeof Room.types> {
  const members = new Map<Connection, Member>();

  function tell(from: string, text: string): void {
    // Nobody waits for a slow screen; one that is gone leaves through `closed`.
    for (const { screen } of members.values()) screen.show(from, text, { timeoutMs: 5_000 }).catch(() => {});
  }

  return {
    join(name, { connection }) {
      const names = [...members.values()].map((member) => member.name);
      if (names.includes(name)) return { ok: false, error: `there is a ${name} already` };
      if (members.has(connection)) return { ok: false, error: "you have joined already" };
      tell(name, "has come");
      members.set(connection, { name, screen: connection.client(Screen) });
      void connection.closed.then(() => {
        members.delete(connection);
        tell(name, "has left");
      });
      return { ok: true, value: names };
    },
    say(text, { connection }) {
      const speaker = members.get(connection);
      if (speaker === undefined) throw new Error("join before you speak");
      tell(speaker.name, text);
    },
  };
}
