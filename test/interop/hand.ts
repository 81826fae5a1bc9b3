import { onTestFinished } from "vitest";
import { encodeMessage, type Message, Writer } from "../../runtime/wire/index.ts";
import { hello, helloYourself } from "./frames.ts";
import { joined, type Setting } from "./meeting.ts";
import type { RustPeer } from "./peer.ts";
import { recorded, Transcript } from "./transcript.ts";

/** A session with Rust in which we speak by hand: for what our driver never says, and what Rust makes of it. */
export interface Hand {
  readonly rust: RustPeer;
  readonly transcript: Transcript;
  send(...messages: Message[]): void;
}

export interface HandOptions {
  readonly rust?: readonly string[];
  /** In place of what belongs into our part of the handshake. */
  readonly greeting?: Message;
}

export async function byHand(setting: Setting, { rust: flags = [], greeting }: HandOptions = {}): Promise<Hand> {
  const [rust, link] = await joined(setting, flags);
  const transcript = new Transcript();
  const wire = recorded(link, transcript);
  const send = (...messages: Message[]) => {
    for (const message of messages) {
      const writer = new Writer();
      encodeMessage(writer, message);
      wire.send(writer.view());
    }
  };
  onTestFinished(() => wire.destroy());
  wire.start({ payload() {}, writable() {}, ended() {} });
  if (!setting.weInitiate) await transcript.until(/^< Hello /);
  send(greeting ?? (setting.weInitiate ? hello : helloYourself));
  if (setting.weInitiate) await transcript.until(/^< HelloYourself /);
  await rust.event("session");
  return { rust, transcript, send };
}
