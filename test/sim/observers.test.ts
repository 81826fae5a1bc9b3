import { describe, expect, it } from "vitest";
import {
  type Client,
  channel,
  defineService,
  type ServeOptions,
  type Session,
  sessionOf,
  t,
} from "../../runtime/public.ts";
import { simulate } from "./index.ts";

const Plain = defineService("Plain", {
  add: t.method([t.i32, t.i32], t.i32),
  sum: t.method([t.rx(t.i32)], t.i32),
});

const handlers = {
  add: (a: number, b: number) => a + b,
  async sum(numbers: AsyncIterable<number>) {
    let total = 0;
    for await (const n of numbers) total += n;
    return total;
  },
};

const accepting: ServeOptions = { onConnection: (incoming) => void incoming.accept(Plain, handlers) };

/** Closes a session as soon as its driver's actor counts one more of something. */
function closeAt(session: Session | undefined, what: "connections" | "requests" | "channels", count: number): void {
  session?.actor.subscribe(({ context }) => {
    if (context[what] === count) void session.close();
  });
}

const codeOf = (work: Promise<unknown>) => work.then(String, (error: { code?: string }) => error.code);

describe("whoever watches a session", () => {
  it("may close it in the step that opens a connection: the opener is told", async () => {
    await simulate({ seed: 1 }, async (world) => {
      const { client } = await world.peers(Plain, handlers, { server: accepting });
      closeAt(sessionOf(client), "connections", 2);
      expect(await codeOf(sessionOf(client).open(Plain))).toBe("closed");
    });
  });

  it.each(["requests", "channels"] as const)(
    "may close it in the step that makes %s: the caller is told",
    async (what) => {
      await simulate({ seed: 1 }, async (world) => {
        const { client } = await world.peers(Plain, handlers);
        closeAt(sessionOf(client), what, 1);
        const [tx, rx] = channel(t.i32);
        expect(await codeOf(client.sum(rx))).toBe("closed");
        expect(await codeOf(tx.send(1))).toBe("closed");
      });
    },
  );

  it.each(["requests", "channels"] as const)(
    "may close it in the step that takes %s: nothing is left",
    async (what) => {
      await simulate({ seed: 1 }, async (world) => {
        const { client, server } = await world.peers(Plain, handlers);
        closeAt(server.sessions[0], what, 1);
        const [, rx] = channel(t.i32);
        expect(await codeOf(client.sum(rx))).toBe("link-lost");
      });
    },
  );

  it("may call in the step that makes a call: each has its own answer", async () => {
    await simulate({ seed: 1 }, async (world) => {
      const { client } = await world.peers(Plain, handlers);
      let inner: Promise<number> | undefined;
      sessionOf(client).actor.subscribe(({ context }) => {
        if (context.requests === 1) inner ??= client.add(100, 200);
      });
      expect(await client.add(1, 2)).toBe(3);
      expect(await inner).toBe(300);
    });
  });

  it("may call back in the step that answers: the answer goes out as it was", async () => {
    await simulate({ seed: 1 }, async (world) => {
      let back: Client<typeof Plain.types> | undefined;
      let inner: Promise<number> | undefined;
      const { client } = await world.peers(Plain, handlers, {
        client: { serve: [Plain, handlers] },
        server: {
          onRoot(root) {
            back = root.client(Plain);
          },
          inspect(event) {
            if (event.type === "@xstate.event" && event.event.type === "local.respond") inner ??= back?.add(100, 200);
          },
        },
      });
      expect(await client.add(1, 2)).toBe(3);
      expect(await inner).toBe(300);
    });
  });
});
