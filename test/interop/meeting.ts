import { rm } from "node:fs/promises";
import { expect, onTestFinished } from "vitest";
import type { Connection } from "../../runtime/driver/connection.ts";
import { Driver } from "../../runtime/driver/driver.ts";
import type { DriverOptions } from "../../runtime/driver/driver-options.ts";
import { type Client, type Link, Session, type SessionOptions } from "../../runtime/index.ts";
import { clientOf } from "../../runtime/service/client.ts";
import { dispatcherOf, type Handlers } from "../../runtime/service/handlers.ts";
import { driverOptionsOf } from "../../runtime/service/session-options.ts";
import type { VirtualClock } from "../runtime/driver/virtual-clock.ts";
import { frames, hello, helloYourself } from "./frames.ts";
import { Odds } from "./odds.ts";
import { oddsHandlers } from "./odds-handlers.ts";
import { RustPeer } from "./peer.ts";
import { Testbed } from "./testbed.ts";
import { testbedHandlers } from "./testbed-handlers.ts";
import { recorded, Transcript } from "./transcript.ts";
import { TRANSPORTS, type Transport } from "./transports.ts";

/** Over which link, and which side speaks first. The side that speaks first is the one that dials. */
export interface Setting {
  readonly name: string;
  readonly transport: Transport;
  readonly weInitiate: boolean;
}

export const SETTINGS: readonly Setting[] = TRANSPORTS.flatMap((transport) => [
  { name: `${transport.name}, we initiate`, transport, weInitiate: true },
  { name: `${transport.name}, we accept`, transport, weInitiate: false },
]);

export interface MeetingOptions extends Pick<SessionOptions, "keepalive" | "onConnection" | "profile" | "limits"> {
  /** Further flags of the Rust peer. */
  readonly rust?: readonly string[];
  /** On how many threads Rust runs. Default one: on many it loses items by itself (D-R31). */
  readonly threads?: "one" | "many";
  /** What we serve. Default nothing. An object is Odds, with these handlers in place of its own. */
  readonly serve?: "testbed" | "odds" | Partial<Handlers<typeof Odds.types>>;
  /** Our time, for what must not happen before the test says so. Rust's is always the real one. */
  readonly clock?: VirtualClock;
}

/** One session between us and the live peer. It ends with its test. */
export interface Meeting {
  readonly rust: RustPeer;
  readonly driver: Driver;
  readonly session: Session;
  readonly root: Connection;
  readonly transcript: Transcript;
  readonly testbed: Client<typeof Testbed.types>;
  readonly odds: Client<typeof Odds.types>;
}

function dispatcher(service: MeetingOptions["serve"]): DriverOptions["dispatcher"] {
  const quiet = { onHandlerError: () => {} };
  if (service === "testbed") return dispatcherOf(Testbed, testbedHandlers, quiet);
  if (service === undefined) return null;
  return dispatcherOf(Odds, { ...oddsHandlers, ...(service === "odds" ? {} : service) }, quiet);
}

/** Closes a session, whoever keeps its time. */
async function ended(driver: Driver, clock: VirtualClock | undefined): Promise<void> {
  let isOver = false;
  const closing = driver.close().then(() => {
    isOver = true;
  });
  while (clock !== undefined && !isOver) {
    clock.advance(1_000);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await closing;
}

/** A link between us and a new Rust peer, whichever side dials. */
export async function joined({ transport, weInitiate }: Setting, flags: readonly string[]): Promise<[RustPeer, Link]> {
  const link = ["--link", transport.name, ...flags];
  if (weInitiate) {
    const rust = await RustPeer.start(...link, "--listen", transport.free());
    onTestFinished(async () => {
      await rust.stop();
      if (transport.name === "unix") await rm(rust.address);
    });
    return [rust, await transport.dial(rust.address)];
  }
  let onLink: (link: Link) => void = () => {};
  const came = new Promise<Link>((resolve) => {
    onLink = resolve;
  });
  const listening = await transport.listen(onLink);
  const rust = await RustPeer.start(...link, "--role", "initiator", "--connect", listening.address);
  onTestFinished(async () => {
    await rust.stop();
    await listening.close();
  });
  return [rust, await came];
}

/** Starts a Rust peer and shakes hands with it; by hand, through the link of the crate, where it runs with `--raw`. */
export async function meet(setting: Setting, options: MeetingOptions = {}): Promise<Meeting> {
  const { rust: flags = [], threads = "one", serve, ...session } = options;
  const [rust, link] = await joined(setting, threads === "one" ? [...flags, "--single"] : flags);
  const transcript = new Transcript();
  const driver = new Driver(recorded(link, transcript), {
    role: setting.weInitiate ? "initiator" : "acceptor",
    dispatcher: dispatcher(serve),
    ...driverOptionsOf({ ...session, onHandlerError: () => {} }),
  });
  onTestFinished(() => ended(driver, options.clock));
  await rust.event("session");
  if (flags.includes("--raw")) await frames(rust, setting.weInitiate ? helloYourself : hello);
  const root = await driver.established;
  return {
    rust,
    driver,
    session: Session.of(driver),
    root,
    transcript,
    testbed: clientOf(root, Testbed),
    odds: clientOf(root, Odds),
  };
}

/** Nothing is left of the calls and streams of a session; the session itself lives. */
export function expectQuiet({ driver }: Meeting): void {
  expect(driver.snapshot().context).toMatchObject({ phase: "established", connections: 1, requests: 0, channels: 0 });
}

/** The session is alive: it still carries a call. */
export async function expectAlive({ testbed }: Pick<Meeting, "testbed">): Promise<void> {
  expect(await testbed.echo("still here")).toBe("still here");
}
