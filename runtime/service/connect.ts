import type { Parity } from "../../machines/endings.ts";
import { Driver, type DriverOptions } from "../driver/driver.ts";
import { type Policy, policyOf } from "../limits.ts";
import type { Link } from "../link/link.ts";
import { type Client, clientOf } from "./client.ts";
import type { MethodTypes, Service } from "./definition.ts";
import { type MetadataInit, metadataOf } from "./metadata.ts";

/** What a session can be told, whichever side begins it. */
export interface SessionOptions extends Pick<DriverOptions, "keepalive" | "inspect" | "clock"> {
  /** Default `compat`. */
  readonly profile?: Policy["profile"] | undefined;
  /** Overrides single limits. */
  readonly limits?: Partial<Policy["limits"]> | undefined;
}

export interface ConnectOptions extends SessionOptions {
  /** Sent with Hello. */
  readonly metadata?: MetadataInit | undefined;
  /** The half of the id spaces to take; default `odd`. */
  readonly parity?: Parity | undefined;
  /** Gives up dialling and shaking hands. */
  readonly signal?: AbortSignal | undefined;
}

/** Turns an address into a link. */
export type Dial = (url: URL, options: { maxPayload: number; signal?: AbortSignal | undefined }) => Promise<Link>;

/** Dials, shakes hands as initiator, and gives the client of the service on the root connection. */
export async function connectWith<Types extends MethodTypes>(
  dial: Dial,
  target: string | URL | Link,
  service: Service<Types>,
  options: ConnectOptions = {},
): Promise<Client<Types>> {
  const { keepalive, inspect, clock, parity, signal } = options;
  const policy = policyOf(options);
  signal?.throwIfAborted();
  const link =
    typeof target === "string" || target instanceof URL
      ? await dial(new URL(target), { maxPayload: policy.limits.frame, signal })
      : target;
  const metadata = metadataOf(options.metadata);
  const driver = new Driver(link, {
    role: "initiator",
    policy,
    dispatcher: null,
    metadata,
    keepalive,
    inspect,
    clock,
    parity,
  });
  const giveUp = () => void driver.close();
  signal?.addEventListener("abort", giveUp);
  try {
    return clientOf(await driver.established, service);
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener("abort", giveUp);
  }
}
