import { Connection } from "../../runtime/driver/connection.ts";
import { IncomingChannel } from "../../runtime/driver/incoming-channel.ts";
import { OutgoingChannel } from "../../runtime/driver/outgoing-channel.ts";
import { OutgoingRequest } from "../../runtime/driver/outgoing-request.ts";
import { Session } from "../../runtime/driver/session.ts";
import type { Watched } from "../../runtime/driver/watch.ts";
import type { Feed } from "../feed.ts";

/** Does what a viewer asks, such as `{"end":"local/s1/c0/r5"}`: ends that life as its user could. Anything else is ignored. */
export function drive(feed: Feed, text: string): void {
  const life = feed.find(nameIn(text));
  if (life !== undefined) endOf(life);
}

function endOf(life: Watched): void {
  if (life instanceof OutgoingRequest) life.cancel();
  else if (life instanceof IncomingChannel) life.abandon();
  else if (life instanceof OutgoingChannel) void life.close();
  else if (life instanceof Connection) life.close();
  else if (life instanceof Session) void life.driver.close();
}

function nameIn(text: string): string {
  try {
    const message: unknown = JSON.parse(text);
    const name: unknown = typeof message === "object" && message !== null ? Reflect.get(message, "end") : undefined;
    return typeof name === "string" ? name : "";
  } catch {
    return "";
  }
}
