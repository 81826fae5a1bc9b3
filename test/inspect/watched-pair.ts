import type { Feed } from "../../inspect/feed.ts";
import type { FeedRecord } from "../../inspect/records.ts";
import { connect, memoryPair, serve, sessionOf } from "../../runtime/index.ts";
import type { Handlers } from "../../runtime/service/handlers.ts";
import type { SessionOptions } from "../../runtime/service/session-options.ts";
import { idle } from "../runtime/driver/idle-handlers.ts";
import { Shapes } from "../runtime/fixture.ts";

/** A client that a feed follows from its beginning, if it is given as an option, and a server that nobody watches. */
export async function pair(options: SessionOptions = {}, handlers: Partial<Handlers<typeof Shapes.types>> = {}) {
  const [near, far] = memoryPair();
  const server = await serve(far, Shapes, { ...idle, ...handlers }, { onHandlerError: () => {} });
  const client = await connect(near, Shapes, options);
  return { client, server, near, far, driver: sessionOf(client).driver };
}

/** All that a reader would be told now. */
export function readAll(reader: ReturnType<Feed["open"]>): FeedRecord[] {
  const records: FeedRecord[] = [];
  for (let more = reader.read(1_000); more.length > 0; more = reader.read(1_000)) records.push(...more);
  return records;
}

export function ofType<T extends FeedRecord["type"]>(records: readonly FeedRecord[], type: T) {
  return records.filter((record): record is Extract<FeedRecord, { type: T }> => record.type === type);
}
